-- The layout of the index, shared by the scripts that follow it.
--
-- KEYS[1], a hash: "parameters" and "fingerprint" (the self-description); "life", the run of the server for which somebody
-- saw to it that nothing is missing; "at", the server's time of the last addition; "filled", how far a refill has come;
-- and for each time segment a field with its number and "shards buckets members articles". Segment s keeps its buckets in hashes KEYS[1]:s:0, :1, … (shards).
--
-- A bucket's key is spread over the shards by linear hashing (Litwin 1980): a segment splits one shard whenever the
-- mean goes past LOAD, so a shard stays a short listpack at any size of the index, and no call ever has more to do
-- than the few splits that its own buckets cause. The first segment starts with BASE shards, a later one with as many
-- as the one before has, so that in the long run hardly any split is needed. A shard that holds nothing takes nothing.
--
-- A shard is named by its number in 3 bytes, little-endian: the key's first two, and of the third the bits that the
-- segment's size asks for. The field is the key from its third byte on. The value is one of
--   decimal digits     the one article of the bucket (Valkey keeps it as an integer)
--   "*" and 5n bytes   n articles, 5 bytes each, big-endian
--   "-"                a stock phrase: a passage that more articles than the cap came by, none is kept
-- A key's last bit is 1 for a bucket of whole bodies: when it is full it keeps whom it holds and takes no more.
local NAME = KEYS[1]
-- Splitting took 150 of the 390 us that the server spent on each of the first thousand articles with 256 shards. With
-- these there is none before 16,000 articles of 98 buckets, and a small index takes up to 6 MB more.
local BASE = 65536
local MOST = BASE * 256
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

local function resize(found, shards)
  found.shards = shards
  local level = level_of(shards)
  -- of the key's third byte, how many values tell shards apart; and up to which shard one value more does
  found.parts, found.split = level / BASE, shards - level
end

local function parse_segment(number, text)
  local shards, buckets, members, articles = string.match(text, '(%d+) (%d+) (%d+) (%d+)')
  local found = {
    number = number, prefix = NAME .. ':' .. number .. ':',
    buckets = tonumber(buckets), members = tonumber(members), articles = tonumber(articles),
  }
  resize(found, tonumber(shards))
  return found
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

local LETTERS = {}
for at = 0, 255 do LETTERS[at] = string.char(at) end

-- The shard of the key that begins at `at`. Putting the name together from bytes takes 0.15 us, printing a number 0.35.
local function shard_of(found, keys, at)
  local low, middle, high = byte(keys, at, at + 2)
  local part = high % found.parts
  if low + middle * 256 + part * BASE < found.split then part = high % (found.parts * 2) end
  return found.prefix .. sub(keys, at, at + 1) .. LETTERS[part]
end

local function shard_name(found, number)
  return found.prefix .. pack('<I3', number)
end

local function split_shard(found)
  local half = found.parts
  local source = shard_name(found, found.split)
  local entries = call('HGETALL', source)
  local moved, left, gone, stays = {}, {}, 0, 0
  for at = 1, #entries, 2 do
    local field = entries[at]
    if byte(field) % (2 * half) >= half then
      moved[gone + 1], moved[gone + 2] = field, entries[at + 1]
      gone = gone + 2
    else
      left[stays + 1], left[stays + 2] = field, entries[at + 1]
      stays = stays + 2
    end
  end
  if gone > 0 then
    -- written anew: taking fields out of a packed hash one by one costs more than all the rest
    call('DEL', source)
    if stays > 0 then call('HSET', source, unpack(left)) end
    call('HSET', shard_name(found, found.shards), unpack(moved))
  end
  resize(found, found.shards + 1)
  found.changed = true
end

local function grow(found)
  while found.buckets > found.shards * LOAD and found.shards < MOST do split_shard(found) end
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
