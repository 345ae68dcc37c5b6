-- Takes an article out of its buckets, in whatever segment they lie.
-- ARGV: fingerprint, width of a key, its id (5 bytes), its keys one behind another.
-- Returns the number of buckets it was taken out of, or false when the fingerprint is not ours.
if call('HGET', NAME, 'fingerprint') ~= ARGV[1] then return false end

local WIDTH, id, keys = tonumber(ARGV[2]), ARGV[3], ARGV[4]
local removed = 0

local function without(value)
  local kept = {}
  each_member(value, function(other) if other ~= id then kept[#kept + 1] = other end end)
  if #kept == 0 then return nil end
  if #kept == 1 then return digits(kept[1]) end
  return MANY .. table.concat(kept)
end

for _, number in ipairs(call('HKEYS', NAME)) do
  local found = tonumber(number) and segment(number, false)
  local before = removed
  for at = 1, found and #keys or 0, WIDTH do
    local field = sub(keys, at + 2, at + WIDTH - 1)
    local shard = shard_of(found, keys, at)
    local value = call('HGET', shard, field)
    if value and value ~= STOCK and holds(value, id) then
      local rest = without(value)
      if rest then
        call('HSET', shard, field, rest)
      else
        call('HDEL', shard, field)
        found.buckets = found.buckets - 1
      end
      found.members = found.members - 1
      found.changed = true
      removed = removed + 1
    end
  end
  if removed > before then found.articles = found.articles - 1 end
end
save_segments()
return removed
