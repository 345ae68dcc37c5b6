-- Describes the index if nobody has, in one step, and returns the description that stands.
-- ARGV: fingerprint, parameters (JSON).
if redis.call('HSETNX', KEYS[1], 'parameters', ARGV[2]) == 1 then
  redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1])
end
return redis.call('HGET', KEYS[1], 'parameters')
