-- Takes an article out of its buckets, in whatever segment they lie.
-- ARGV: fingerprint, width of a key, its id (5 bytes, as in a record), its keys one behind another.
-- Returns the number of buckets it was taken out of, or false when the fingerprint is not ours.
if call('HGET', NAME, 'fingerprint') ~= ARGV[1] then return false end

local WIDTH, id, keys = tonumber(ARGV[2]), ARGV[3], ARGV[4]
local removed = 0

for _, number in ipairs(call('HKEYS', NAME)) do
  local found = tonumber(number) and segment(number, false)
  local before = removed
  for at = 1, found and #keys or 0, WIDTH do
    local key = sub(keys, at + 1, at + WIDTH - 1)
    local body, name, place, page = read(found, keys, at)
    local total, _, known = members(body, key, find(body, key, 1, true), id, {})
    if known then
      rewrite(found, without(body, key, id), body, name, place, page)
      found.members = found.members - 1
      if total == 1 then found.buckets = found.buckets - 1 end
      found.changed = true
      removed = removed + 1
    end
  end
  if removed > before then found.articles = found.articles - 1 end
end
save_segments()
return removed
