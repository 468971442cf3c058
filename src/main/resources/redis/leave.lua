-- KEYS: here, beats, gone, seen. ARGV: member, device, node or nothing, 1 for a goodbye, moment,
-- keep, remember. 1: the user went offline.
local beat, node = known(KEYS[1], ARGV[2])
if not beat or ARGV[3] ~= '' and ARGV[3] ~= node then
  return 0
end
if ARGV[4] == '1' then
  local last =
    remove(KEYS[1], KEYS[2], KEYS[3], KEYS[4], ARGV[1], ARGV[2], beat, ARGV[5], ARGV[6], ARGV[7])
  return last and 1 or 0
end
redis.call('HSET', KEYS[1], ARGV[2], beat .. ' ')
return 0
