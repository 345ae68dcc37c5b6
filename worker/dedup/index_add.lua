-- Adds articles to their buckets and tells, for each, which articles were there.
-- ARGV: fingerprint, width of a key, cap of a bucket, 1 to add or 0 to look only, then for each article:
--       its id (5 bytes), the number of its segment, its keys one behind another.
-- Returns for each article "id count id count …" (5 bytes and 2 bytes), or false when the fingerprint is not ours.
if redis.call('HGET', NAME, 'fingerprint') ~= ARGV[1] then return false end

local WIDTH, CAP, WRITE = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] == '1'

local function meet(id, number, keys)
  local home = segment(number, WRITE)
  local others = {}
  for _, near in ipairs({number - 1, number + 1}) do
    local found = segment(string.format('%d', near), false)
    if found then others[#others + 1] = found end
  end
  local own = digits(id)
  local met, wrote = {}, false
  local function count(other)
    if other ~= id then met[other] = (met[other] or 0) + 1 end
  end
  for at = 1, #keys, WIDTH do
    local key = string.sub(keys, at, at + WIDTH - 1)
    local field = string.sub(key, 2)
    local hash = struct.unpack('<I4', key)
    local values, total, stock, known = {}, 0, false, false
    for _, other in ipairs(others) do
      local value = redis.call('HGET', shard_of(other, hash), field)
      if value == STOCK then
        stock = true
      elseif value then
        values[#values + 1] = value
        total = total + count_members(value)
        known = known or holds(value, id)
      end
    end
    if home and not stock then
      local shard = shard_of(home, hash)
      if WRITE and not known and total < CAP and redis.call('HSETNX', shard, field, own) == 1 then
        home.buckets = home.buckets + 1
        home.members = home.members + 1
        home.changed, wrote = true, true
        if home.buckets > home.shards * LOAD then grow(home) end
      else
        local value = redis.call('HGET', shard, field)
        if value == STOCK then
          stock = true
        else
          if value then
            values[#values + 1] = value
            total = total + count_members(value)
            known = known or holds(value, id)
          end
          if WRITE and not known then
            if total < CAP then
              redis.call('HSET', shard, field, appended(value, id))
              home.members = home.members + 1
            else
              redis.call('HSET', shard, field, STOCK)
              if value then
                home.members = home.members - count_members(value)
              else
                home.buckets = home.buckets + 1
              end
              stock = true
            end
            home.changed, wrote = true, true
          end
        end
      end
    end
    if not stock then
      for _, value in ipairs(values) do each_member(value, count) end
    end
  end
  if wrote then home.articles = home.articles + 1 end
  local answer = {}
  for other, shared in pairs(met) do
    answer[#answer + 1] = other .. struct.pack('>I2', shared)
  end
  return table.concat(answer)
end

local answers = {}
for at = 5, #ARGV, 3 do
  answers[#answers + 1] = meet(ARGV[at], ARGV[at + 1], ARGV[at + 2])
end
save_segments()
return answers
