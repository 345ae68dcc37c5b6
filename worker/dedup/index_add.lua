-- Adds articles to their buckets and tells, for each, which articles were there.
-- ARGV: fingerprint, width of a key, cap of a bucket, 1 to add, 0 to look only or 2 to refill, then for each article:
--       its id (5 bytes), the number of its segment, its keys one behind another.
-- Returns for each article "id count id count …" (5 bytes and 2 bytes; nothing when it refills), false when the
-- fingerprint is not ours, or 0 when the server may have lost some of the index and nobody has refilled it yet.
if call('HGET', NAME, 'fingerprint') ~= ARGV[1] then return false end

local WIDTH, CAP, WRITE, REFILL = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] ~= '0', ARGV[4] == '2'
if not REFILL and not whole() then return 0 end

-- Puts an article into a bucket of its own segment that holds somebody, or that is full with what its neighbours hold.
-- A full bucket of a passage is a stock phrase; one of whole bodies keeps whom it holds, so that the hundredth copy of
-- a text still meets the first ones. Returns whether the bucket is a stock phrase.
local function join(home, shard, field, value, id, total, body)
  local stock = total >= CAP
  if stock and body then return false end
  if not stock then
    call('HSET', shard, field, appended(value, id))
    home.members = home.members + 1
  else
    call('HSET', shard, field, STOCK)
    if value then
      home.members = home.members - count_members(value)
    else
      home.buckets = home.buckets + 1
    end
  end
  home.changed = true
  return stock
end

local added = false

-- What the neighbouring segments hold of a bucket: the values, how many articles, whether it is a stock phrase, and
-- whether this article is there already. Nothing where there are no neighbours.
local function look_around(others, keys, at, field, id)
  local values, total, stock, known = nil, 0, false, false
  for place = 1, #others do
    local value = call('HGET', shard_of(others[place], keys, at), field)
    if value == STOCK then
      stock = true
    elseif value then
      values = values or {}
      values[#values + 1] = value
      total = total + count_members(value)
      known = known or holds(value, id)
    end
  end
  return values, total, stock, known
end

local function meet(id, number, keys)
  local home, others = segment(number, WRITE), {}
  for step = -1, 1, 2 do
    others[#others + 1] = segment(string.format('%d', number + step), false)
  end
  local own, met, fresh, wrote, alone = digits(id), {}, 0, false, #others == 0
  local function count(other)
    if other ~= id then met[other] = (met[other] or 0) + 1 end
  end
  for at = 1, #keys, WIDTH do
    local field = sub(keys, at + 2, at + WIDTH - 1)
    local values, total, stock, known = nil, 0, false, false
    if not alone then values, total, stock, known = look_around(others, keys, at, field, id) end
    if home and not stock then
      local shard = shard_of(home, keys, at)
      if WRITE and not known and total < CAP and call('HSETNX', shard, field, own) == 1 then
        fresh = fresh + 1
      else
        local value = call('HGET', shard, field)
        if value == STOCK then
          stock = true
        else
          if value then
            values = values or {}
            values[#values + 1] = value
            total = total + count_members(value)
            known = known or holds(value, id)
          end
          if WRITE and not known then
            stock = join(home, shard, field, value, id, total, byte(keys, at + WIDTH - 1) % 2 == 1)
            wrote = true
          end
        end
      end
    end
    if values and not stock and not REFILL then
      for place = 1, #values do each_member(values[place], count) end
    end
  end
  if fresh > 0 then
    home.buckets = home.buckets + fresh
    home.members = home.members + fresh
    home.changed, wrote = true, true
    grow(home)
  end
  if wrote then
    home.articles = home.articles + 1
    added = true
  end
  local answer = {}
  for other, shared in pairs(met) do
    answer[#answer + 1] = other .. pack('>I2', shared)
  end
  return table.concat(answer)
end

local answers = {}
for at = 5, #ARGV, 3 do
  answers[#answers + 1] = meet(ARGV[at], ARGV[at + 1], ARGV[at + 2])
end
-- not by a refill: killed on the way, the next one must begin where this one did
if added and not REFILL then call('HSET', NAME, 'at', call('TIME')[1]) end
save_segments()
return answers
