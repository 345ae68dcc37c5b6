-- The layout of the index, shared by the scripts that follow it.
--
-- KEYS[1], a hash: "parameters" and "fingerprint" (the self-description); "life", the run of the server for which somebody
-- saw to it that nothing is missing; "at", the server's time of the last addition; "filled", how far a refill has come;
-- and for each time segment a field with its number and "shards buckets members articles". Segment s keeps its buckets in hashes KEYS[1]:s:0, :1, … (shards).
--
-- A bucket's key is spread over the shards by linear hashing (Litwin 1980): a segment splits one shard whenever the
-- mean goes past LOAD, so a shard stays a short listpack at any size of the index, and no call ever has more to do
-- than the few splits that its own buckets cause. The first segment starts with BASE shards, a later one with as many
-- as the one before has, so that in the long run hardly any split is needed.
--
-- The first byte of the key is the number of the shard modulo BASE; the rest is the field. The value is one of
--   decimal digits     the one article of the bucket (Valkey keeps it as an integer)
--   "*" and 5n bytes   n articles, 5 bytes each, big-endian
--   "-"                a stock phrase: a passage that more articles than the cap came by, none is kept
-- A key's last bit is 1 for a bucket of whole bodies: when it is full it keeps whom it holds and takes no more.
local NAME = KEYS[1]
local BASE = 256
-- 24 is quicker than 48 (server CPU of an article 468 against 538 us, on a busy machine) and takes more memory
-- (1,244 against 1,127 bytes).
local LOAD = 24
local ID = 5
local MANY, STOCK = '*', '-'

local call, sub, byte, pack, unpack_struct = redis.call, string.sub, string.byte, struct.pack, struct.unpack
local MANY_BYTE = byte(MANY)

-- A server that was started again may have lost its last second, or all; its run has another id then. 5 us (Valkey 9).
local function run_id()
  return string.match(call('INFO', 'server'), 'run_id:(%x+)')
end

local function whole()
  return call('HGET', NAME, 'life') == run_id()
end

local segments = {}

local function level_of(shards)
  local level = BASE
  while level * 2 <= shards do level = level * 2 end
  return level
end

local function parse_segment(number, text)
  local shards, buckets, members, articles = string.match(text, '(%d+) (%d+) (%d+) (%d+)')
  shards = tonumber(shards)
  return {
    number = number, prefix = NAME .. ':' .. number .. ':', shards = shards, level = level_of(shards),
    buckets = tonumber(buckets), members = tonumber(members), articles = tonumber(articles),
  }
end

-- The segment, or nil when it holds nothing and `create` is not asked for.
local function segment(number, create)
  local found = segments[number]
  if found == nil then
    local text = call('HGET', NAME, number)
    found = text and parse_segment(number, text) or false
    segments[number] = found
  end
  if not found and create then
    local before = segment(string.format('%d', number - 1), false)
    found = parse_segment(number, (before and before.shards or BASE) .. ' 0 0 0')
    segments[number] = found
  end
  return found or nil
end

local function save_segments()
  for number, found in pairs(segments) do
    if found and found.changed then
      if found.buckets == 0 then
        call('HDEL', NAME, number)
      else
        call('HSET', NAME, number,
          string.format('%d %d %d %d', found.shards, found.buckets, found.members, found.articles))
      end
    end
  end
end

local function shard_of(found, hash)
  local at = hash % found.level
  if at < found.shards - found.level then at = hash % (found.level * 2) end
  return found.prefix .. at
end

local function split_shard(found)
  local from, to = found.shards - found.level, found.shards
  local entries = call('HGETALL', found.prefix .. from)
  local moved, left = {}, {}
  for i = 1, #entries, 2 do
    local hash = unpack_struct('<I3', entries[i]) * BASE + from % BASE
    if hash % (found.level * 2) == to then
      moved[#moved + 1] = entries[i]
      moved[#moved + 1] = entries[i + 1]
      left[#left + 1] = entries[i]
    end
  end
  if #left > 0 then
    call('HSET', found.prefix .. to, unpack(moved))
    call('HDEL', found.prefix .. from, unpack(left))
  end
  found.shards = found.shards + 1
  found.level = level_of(found.shards)
  found.changed = true
end

local function grow(found)
  while found.buckets > found.shards * LOAD do split_shard(found) end
end

local function digits(id)
  return string.format('%.0f', (unpack_struct('>I5', id)))
end

local function packed(value)
  return pack('>I5', tonumber(value))
end

local function count_members(value)
  if byte(value) == MANY_BYTE then return (#value - 1) / ID end
  return 1
end

-- Calls `visit(id)` for each article of a value.
local function each_member(value, visit)
  if byte(value) == MANY_BYTE then
    for at = 2, #value, ID do visit(sub(value, at, at + ID - 1)) end
  else
    visit(packed(value))
  end
end

local function holds(value, id)
  if byte(value) == MANY_BYTE then
    for at = 2, #value, ID do
      if sub(value, at, at + ID - 1) == id then return true end
    end
    return false
  end
  return value == digits(id)
end

local function appended(value, id)
  if byte(value) == MANY_BYTE then return value .. id end
  return MANY .. packed(value) .. id
end
