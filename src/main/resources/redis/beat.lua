-- KEYS: beats, and for each beat here, gone. ARGV: node, keep, and for each beat member, device,
-- moment. Answers with the places, from 1, of the beats by which a user came online.
local online = {}
for i = 1, (#KEYS - 1) / 2 do
  local here, gone = KEYS[2 * i], KEYS[2 * i + 1]
  local member, device, moment = ARGV[3 * i], ARGV[3 * i + 1], ARGV[3 * i + 2]
  local beat, node = known(here, device)
  if beat then
    if later(moment, beat) then
      put(here, KEYS[1], member, device, moment, node, ARGV[2])
    end
  else
    local left = redis.call('HGET', gone, device)
    if not left or later(moment, left) then
      if redis.call('EXISTS', here) == 0 then
        online[#online + 1] = i
      end
      put(here, KEYS[1], member, device, moment, ARGV[1], ARGV[2])
    end
  end
end
return online
