-- Describes the index if nobody has, in one step, and returns the parameters and the fingerprint that stand.
-- ARGV: fingerprint, parameters (JSON). An index that is half dropped has parameters and no fingerprint.
if redis.call('HSETNX', KEYS[1], 'parameters', ARGV[2]) == 1 then
  redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1])
end
return redis.call('HMGET', KEYS[1], 'parameters', 'fingerprint')
