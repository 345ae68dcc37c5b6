-- Adds articles to their buckets and tells, for each, which articles were there.
-- ARGV: fingerprint, width of a key, cap of a bucket, 1 to add, 0 to look only or 2 to refill, then for each article:
--       its id (5 bytes, as in a record), the number of its segment, its keys one behind another.
-- Returns for each article "id count id count …" (5 bytes and 2 bytes; nothing when it refills), false when the
-- fingerprint is not ours, or 0 when the server may have lost some of the index and nobody has refilled it yet.
if call('HGET', NAME, 'fingerprint') ~= ARGV[1] then return false end

local WIDTH, CAP, WRITE, REFILL = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] ~= '0', ARGV[4] == '2'
if not REFILL and not whole() then return 0 end

local added = false

-- What the pages of the neighbouring segments hold of a bucket: the articles, how many, whether it is a stock phrase,
-- and whether `id` is there already.
local function look_around(pages, key, id)
  local held, total, stock, known = {}, 0, false, false
  for place = 1, #pages do
    local count, marked, own = members(pages[place], key, find(pages[place], key, 1, true), id, held)
    total, stock, known = total + count, stock or marked, known or own
  end
  return held, total, stock, known
end

local function meet(id, number, keys)
  local home, others, around, met = segment(number, WRITE), {}, {}, {}
  for step = -1, 1, 2 do
    others[#others + 1] = segment(string.format('%d', number + step), false)
  end
  local fresh, joined, left = 0, 0, 0
  for at = 1, #keys, WIDTH do
    local key = sub(keys, at + 1, at + WIDTH - 1)
    local alone, body, name, place, page = WRITE, nil, nil, nil, nil
    for near = 1, #others do
      around[near] = read(others[near], keys, at)
      alone = alone and not find(around[near], key, 1, true)
    end
    if home then body, name, place, page = read(home, keys, at) end
    if alone and byte(body, PAGE) == 0 and not find(body, key, 1, true) then
      -- most buckets are met by nobody, and most pages have room
      call('SETRANGE', name, place + find(body, GAP, 1, true) - 1, key .. id)
      fresh, joined = fresh + 1, joined + 1
    else
      local held, total, stock, known = look_around(around, key, id)
      if home and not stock then
        local hit = find(body, key, 1, true)
        local count, marked, own = members(body, key, hit, id, held)
        total, stock, known = total + count, marked, known or own
        if WRITE and not known and not stock then
          if total < CAP then
            append(home, key .. id, body, name, place, page)
            joined = joined + 1
            if count == 0 then fresh = fresh + 1 end
          elseif byte(key, -1) % 2 == 0 then
            -- A full bucket of a passage is a stock phrase; one of whole bodies keeps whom it holds, so that the
            -- hundredth copy of a text still meets the first ones.
            rewrite(home, without(body, key) .. key .. STOCK, body, name, place, page)
            stock, left = true, left + count
            if count == 0 then fresh = fresh + 1 end
          end
        end
      end
      if not stock and not REFILL then
        for place = 1, #held do
          local other = held[place]
          if other ~= id then met[other] = (met[other] or 0) + 1 end
        end
      end
    end
  end
  if fresh + joined + left > 0 then
    home.buckets, home.members, home.articles = home.buckets + fresh, home.members + joined - left, home.articles + 1
    home.changed, added = true, true
    grow(home)
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
