-- KEYS: here, beats. ARGV: member, device, node, moment, keep. 1: the user came online.
local first = redis.call('EXISTS', KEYS[1]) == 0
local beat = known(KEYS[1], ARGV[2])
if not beat or later(ARGV[4], beat) then
  beat = ARGV[4]
end
put(KEYS[1], KEYS[2], ARGV[1], ARGV[2], beat, ARGV[3], ARGV[5])
return first and 1 or 0
