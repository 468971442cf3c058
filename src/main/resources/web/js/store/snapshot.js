/** The store's rows in the cache: what is read when a page opens, and what a change of the store is there. */

/** Lays what the cache holds over the store, all but messages. Promises whether there was anything. */
export async function restore(store, cache) {
  const { meta, channels, users, reads, drafts } = await cache.read('meta', 'channels', 'users', 'reads', 'drafts');
  const kept = Object.fromEntries(meta.map(({ name, value }) => [name, value]));
  users.forEach((user) => store.setUser(user));
  if (kept.friends) store.setFriends(kept.friends);
  if (kept.blocked) store.setBlocked(kept.blocked);
  store.channels = new Map(channels.map((channel) => [channel.channelId, channel]));
  store.reads = new Map(reads.map(({ channelId, reads: marks }) => [channelId, new Map(Object.entries(marks))]));
  store.drafts = new Map(drafts.map(({ channelId, body }) => [channelId, body]));
  store.known ||= kept.friends !== undefined;
  for (const topic of ['channels', 'reads', 'drafts', 'timeline']) store.tell(topic);
  return kept;
}

export const friendsRow = (store) => row('friends', [...store.friends.values()].map(withPresence(store)));
export const blockedRow = (store) => row('blocked', [...store.blocked.values()]);
export const marksRow = (marks) => row('marks', [...marks]);
export const userRow = (user) => ({ store: 'users', put: user });
export const messageRow = (message) => ({ store: 'messages', put: message });

export function channelRow(store, channelId) {
  const channel = store.channels.get(channelId);
  return channel ? { store: 'channels', put: channel } : { store: 'channels', drop: channelId };
}

export function readsRow(store, channelId) {
  return { store: 'reads', put: { channelId, reads: Object.fromEntries(store.reads.get(channelId) ?? []) } };
}

export function draftRow(channelId, body) {
  return body ? { store: 'drafts', put: { channelId, body } } : { store: 'drafts', drop: channelId };
}

/** Everything of a channel that this user is no longer in. */
export function gone(channelId) {
  return [
    { store: 'channels', drop: channelId },
    { store: 'reads', drop: channelId },
    { store: 'drafts', drop: channelId },
    { channel: channelId },
  ];
}

function row(name, value) {
  return { store: 'meta', put: { name, value } };
}

function withPresence(store) {
  return (friend) => {
    const presence = store.presence.get(friend.user.userId);
    return presence ? { ...friend, presence: { userId: friend.user.userId, ...presence } } : friend;
  };
}
