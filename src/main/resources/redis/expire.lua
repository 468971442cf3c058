-- KEYS: here, beats, gone, seen. ARGV: member, device, first moment that counts, last that does
-- not, keep, remember. 1: the user went offline.
local beat = known(KEYS[1], ARGV[2])
if not beat then
  redis.call('ZREM', KEYS[2], ARGV[1])
  return 0
end
if not later(ARGV[3], beat) then
  redis.call('ZADD', KEYS[2], beat, ARGV[1])
  return 0
end
local last =
  remove(KEYS[1], KEYS[2], KEYS[3], KEYS[4], ARGV[1], ARGV[2], beat, ARGV[4], ARGV[5], ARGV[6])
return last and 1 or 0
