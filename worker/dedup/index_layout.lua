-- The layout of the index, shared by the scripts that follow it.
--
-- KEYS[1], a hash: "parameters" and "fingerprint" (the self-description); "life", the run of the server for which somebody
-- saw to it that nothing is missing; "at", the server's time of the last addition; "filled", how far a refill has come;
-- and for each time segment s a field with its number and "pages buckets members articles". Its buckets lie in strings
-- KEYS[1]:s:0, :1, … (regions) of REGION pages each, and in the hash KEYS[1]:s:more.
--
-- A page is SLOTS records, from its start on without a gap, and zeros behind them. A record says that an article is in a
-- bucket: the bucket's key from its second byte on, and the article's id in 5 bytes, little-endian and with every bit
-- turned, so that the last byte is never zero. All records of a bucket lie in one page. The id 0 is a stock phrase: a
-- bucket that more articles came by than the cap, none is kept. Records that find their page full lie in "more", in the
-- field of the page's number.
--
-- The page of a bucket follows from the first four bytes of its key by linear hashing (Litwin 1980): a segment splits
-- its pages one after another, TOGETHER at a time, whenever the mean goes past LOAD records. The first segment begins
-- with FIRST pages, a later one with as many as the one before has, so that in the long run hardly any split is needed.
-- The last byte of a page's number is the key's first, so page and record tell the whole key.
-- A key's last bit is 1 for a bucket of whole bodies: when it is full it keeps whom it holds and takes no more.
local NAME = KEYS[1]
local ID, REST = 5, 5
local RECORD = REST + ID
-- Reading a page of 31 costs hardly more than one of 16, and fewer overflow (server CPU of an article at 100,000 in
-- turns: 347 us with 31, 376 with 25, 392 with 20, 364 with 16).
local SLOTS = 31
local PAGE = RECORD * SLOTS
-- Every region has a place in memory of its own to be found by: of an article at a million 386 us with regions of 32,768
-- pages, 416 with 4,096. With 31 * 10 * 16,384 bytes it is just below the 5 MiB that jemalloc gives it.
local REGION = 16384
-- 18 bytes a record. Pages that wait for their split hold up to twice the mean.
local LOAD = 17
local FIRST = 4096
local TOGETHER = 16
local NOTHING = string.rep('\0', PAGE)
local GAP = string.rep('\0', RECORD)
local STOCK = string.rep('\255', ID)

local call, sub, byte, find = redis.call, string.sub, string.byte, string.find
local pack, number_at = struct.pack, struct.unpack

-- A server that was started again may have lost its last second, or all; its run has another id then. 5 us (Valkey 9).
local function run_id()
  return string.match(call('INFO', 'server'), 'run_id:(%x+)')
end

local function whole()
  return call('HGET', NAME, 'life') == run_id()
end

local segments = {}

local function resize(found, pages)
  found.pages = pages
  -- the least power of two that is no less
  found.wide = found.wide or FIRST
  while found.wide < pages do found.wide = found.wide * 2 end
end

local function parse_segment(number, text)
  local pages, buckets, members, articles = string.match(text, '(%d+) (%d+) (%d+) (%d+)')
  local found = {
    number = number, prefix = NAME .. ':' .. number .. ':', more = NAME .. ':' .. number .. ':more', regions = {},
    buckets = tonumber(buckets), members = tonumber(members), articles = tonumber(articles),
  }
  resize(found, tonumber(pages))
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
    found = parse_segment(number, (before and before.pages or FIRST) .. ' 0 0 0')
    segments[number] = found
  end
  return found or nil
end

local function save_segments()
  for number, found in pairs(segments) do
    if found and found.changed then
      if found.buckets == 0 then
        call('HDEL', NAME, number)
        call('UNLINK', found.more)
        for region = 0, (found.pages - 1) / REGION do call('UNLINK', found.prefix .. region) end
      else
        call('HSET', NAME, number,
          string.format('%d %d %d %d', found.pages, found.buckets, found.members, found.articles))
      end
    end
  end
end

-- The key of a page's region, and the page's place in it.
local function place_of(found, page)
  local inner = page % REGION
  local region = (page - inner) / REGION
  local name = found.regions[region]
  if not name then
    name = found.prefix .. region
    found.regions[region] = name
  end
  return name, inner * PAGE
end

-- What the page of the key that begins at `at` holds, with what lies in "more" behind it, and nothing where its region
-- is not there yet; the region's key, the page's place in it, and its number.
local function read(found, keys, at)
  local page = number_at('<I4', keys, at) % found.wide
  if page >= found.pages then page = page - found.wide / 2 end
  local name, place = place_of(found, page)
  local body = call('GETRANGE', name, place, place + PAGE - 1)
  if (byte(body, PAGE) or 0) ~= 0 then body = body .. (call('HGET', found.more, page) or '') end
  return body, name, place, page
end

-- Makes a region all at once: grown page by page it would be moved in memory again and again.
local function make_region(name)
  call('SETRANGE', name, REGION * PAGE - 1, '\0')
end

-- Writes a record behind the others of a page; `body` is what `read` gave.
local function append(found, record, body, name, place, page)
  if #body == 0 then make_region(name) end
  local gap = #body == 0 and 1 or find(body, GAP, 1, true)
  if gap then
    call('SETRANGE', name, place + gap - 1, record)
  else
    call('HSET', found.more, page, sub(body, PAGE + 1) .. record)
  end
end

-- Writes a page anew; `body` is what `read` gave.
local function rewrite(found, records, body, name, place, page)
  if #body == 0 then make_region(name) end
  call('SETRANGE', name, place, sub(records, 1, PAGE) .. sub(NOTHING, #records + 1))
  if #records > PAGE then
    call('HSET', found.more, page, sub(records, PAGE + 1))
  elseif #body > PAGE then
    call('HDEL', found.more, page)
  end
end

-- Ends a page in a list of records; `before` is how many there were when it began.
local function close_page(found, list, before, page)
  local count = #list - before
  if count <= SLOTS then
    list[#list + 1] = sub(NOTHING, count * RECORD + 1)
  else
    call('HSET', found.more, page, table.concat(list, '', before + SLOTS + 1))
    for at = #list, before + SLOTS + 1, -1 do list[at] = nil end
  end
end

-- Splits the pages whose turn it is: one command reads them, one writes what stays and one what goes.
local function split_pages(found)
  local half = found.wide > found.pages and found.wide / 2 or found.wide
  local from, to = found.pages - half, found.pages
  local name, place = place_of(found, from)
  local bodies = call('GETRANGE', name, place, place + TOGETHER * PAGE - 1)
  resize(found, to + TOGETHER)
  found.changed = true
  if #bodies == 0 then return end
  -- which byte of a record holds the bit of the key that tells the two pages apart, and what it is worth there
  local bit, offset = half / 256, 0
  while bit >= 256 do bit, offset = bit / 256, offset + 1 end
  local kept, moved = {}, {}
  local function deal(records, first, last)
    local stay, go, twice = #kept, #moved, 2 * bit
    for at = first, last, RECORD do
      if byte(records, at + RECORD - 1) == 0 then return end
      if byte(records, at + offset) % twice >= bit then
        go = go + 1
        moved[go] = sub(records, at, at + RECORD - 1)
      else
        stay = stay + 1
        kept[stay] = sub(records, at, at + RECORD - 1)
      end
    end
  end
  for step = 0, TOGETHER - 1 do
    local stay, go, last = #kept, #moved, (step + 1) * PAGE
    deal(bodies, last - PAGE + 1, last)
    if byte(bodies, last) ~= 0 then
      local more = call('HGET', found.more, from + step)
      if more then
        deal(more, 1, #more)
        call('HDEL', found.more, from + step)
      end
    end
    close_page(found, kept, stay, from + step)
    close_page(found, moved, go, to + step)
  end
  call('SETRANGE', name, place, table.concat(kept))
  name, place = place_of(found, to)
  if to % REGION == 0 then make_region(name) end
  call('SETRANGE', name, place, table.concat(moved))
end

local function grow(found)
  while found.members > found.pages * LOAD do split_pages(found) end
end

-- Adds the articles of a bucket to `into`; `hit` is where its key was first found in `body`, or nil.
-- Returns how many, whether it is a stock phrase, and whether `id` is one of them.
local function members(body, key, hit, id, into)
  local total, known = 0, false
  while hit do
    if hit % RECORD == 1 then
      local other = sub(body, hit + REST, hit + RECORD - 1)
      if other == STOCK then return 0, true, false end
      total = total + 1
      into[#into + 1] = other
      known = known or other == id
    end
    hit = find(body, key, hit + 1, true)
  end
  return total, false, known
end

-- The records of a page without those of a bucket, or without that of one article in it.
local function without(body, key, id)
  local unwanted, kept = key .. (id or ''), {}
  for at = 1, #body, RECORD do
    if byte(body, at + RECORD - 1) == 0 then break end
    if sub(body, at, at + #unwanted - 1) ~= unwanted then kept[#kept + 1] = sub(body, at, at + RECORD - 1) end
  end
  return table.concat(kept)
end
