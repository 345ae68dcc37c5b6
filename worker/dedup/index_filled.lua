-- Notes how far a refill has come, or that it is done; nothing when the server was started again meanwhile.
-- ARGV: the run that the refill began in, the last article that was added again, 1 when it was the last of all.
-- Returns 1 when it was noted.
if run_id() ~= ARGV[1] then return 0 end
if ARGV[3] == '1' then
  -- who reads these two after a loss knows that nothing from before is missing
  call('HSET', NAME, 'life', ARGV[1], 'at', call('TIME')[1])
  call('HDEL', NAME, 'filled')
else
  call('HSET', NAME, 'filled', ARGV[1] .. ' ' .. ARGV[2])
end
return 1
