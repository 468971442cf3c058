-- What the operations on presence share; put before each of them.
-- here: a hash of one user, DEVICE -> "BEAT NODE", NODE empty on no node; gone if no device is here.
-- beats: a sorted set "USER DEVICE" by BEAT, the devices of one partition.
-- gone: a hash of one user, DEVICE -> the moment up to which its beats are of no account.
-- seen: the last beat of any device of one user that has left.
-- Moments are milliseconds since 1970 as text, lest a number lose digits on its way.

local function known(here, device)
  local entry = redis.call('HGET', here, device)
  if not entry then
    return nil
  end
  return string.match(entry, '^(%S+) (%S*)$')
end

local function later(one, other)
  return tonumber(one) > tonumber(other)
end

local function put(here, beats, member, device, beat, node, keep)
  redis.call('HSET', here, device, beat .. ' ' .. node)
  redis.call('PEXPIRE', here, keep)
  redis.call('ZADD', beats, beat, member)
  redis.call('PEXPIRE', beats, keep)
end

-- Whether the user has no device left.
local function remove(here, beats, gone, seen, member, device, beat, left, keep, remember)
  redis.call('HSET', gone, device, left)
  redis.call('PEXPIRE', gone, keep)
  redis.call('HDEL', here, device)
  redis.call('ZREM', beats, member)
  local before = redis.call('GET', seen)
  if not before or later(beat, before) then
    redis.call('SET', seen, beat, 'PX', remember)
  end
  return redis.call('EXISTS', here) == 0
end
