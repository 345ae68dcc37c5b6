-- Describes the index if nobody has, in one step, and returns the parameters and the fingerprint that stand.
-- ARGV: fingerprint, parameters (JSON), 1 when nothing is stored, so that a new index lacks nothing.
-- An index that is half dropped has parameters and no fingerprint.
if call('HSETNX', NAME, 'parameters', ARGV[2]) == 1 then
  call('HSET', NAME, 'fingerprint', ARGV[1])
  if ARGV[3] == '1' then call('HSET', NAME, 'life', run_id()) end
end
return call('HMGET', NAME, 'parameters', 'fingerprint')
