-- Reserves a slot for one fetch of a host, or holds the host back. All in one step, by the server's clock.
--
-- KEYS[1]  the host's hash: "next", when a fetch that comes after all reserved ones would be due if there
--          were no burst (the "theoretical arrival time" of GCRA, ITU-T I.371); "hold", not before this
-- KEYS[2]  the host's tickets: member = ticket, score = when its slot is due
-- ARGV[1]  "reserve" or "hold"
-- ARGV[2]  reserve: seconds between two fetches      hold: seconds to hold the host back
-- ARGV[3]  reserve: burst
-- ARGV[4]  reserve: the ticket, "" for none
-- ARGV[5]  reserve: seconds that a ticket stays good after its slot is due
-- Returns the seconds to wait, as text (numbers would be cut to whole ones).

local time = redis.call("TIME")
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local state = redis.call("HMGET", KEYS[1], "next", "hold")
local due = tonumber(state[1] or now)
local hold = tonumber(state[2] or 0)

local function keep(last)
  local seconds = math.max(1, math.ceil(last - now) + 60)
  redis.call("EXPIRE", KEYS[1], seconds)
  if redis.call("EXISTS", KEYS[2]) == 1 then redis.call("EXPIRE", KEYS[2], seconds) end
end

if ARGV[1] == "hold" then
  hold = math.max(hold, now + tonumber(ARGV[2]))
  redis.call("HSET", KEYS[1], "hold", string.format("%.6f", hold))
  keep(math.max(hold, due))
  return string.format("%.6f", hold - now)
end

local interval = tonumber(ARGV[2])
local slack = interval * (tonumber(ARGV[3]) - 1)
local ticket = ARGV[4]

if ticket ~= "" then
  redis.call("ZREMRANGEBYSCORE", KEYS[2], "-inf", now - tonumber(ARGV[5]))
  local slot = redis.call("ZSCORE", KEYS[2], ticket)
  if slot then
    slot = tonumber(slot)
    if slot >= hold then
      if slot > now then return string.format("%.6f", slot - now) end
      redis.call("ZREM", KEYS[2], ticket)
      return "0"
    end
    redis.call("ZREM", KEYS[2], ticket) -- a slot from before the hold is no longer good
  end
end

due = math.max(due, now)
if hold > now then due = math.max(due, hold + slack) end
local wait = math.max(0, due - slack - now)
due = due + interval
redis.call("HSET", KEYS[1], "next", string.format("%.6f", due))
if ticket ~= "" and wait > 0 then
  redis.call("ZADD", KEYS[2], string.format("%.6f", now + wait), ticket)
end
keep(math.max(hold, due))
return string.format("%.6f", wait)
