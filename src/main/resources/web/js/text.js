/** Every word the page says. Another language is another object of this shape. */
const en = {
  lang: 'en',
  brand: 'Sotong',
  tagline: 'Chat with friends and groups, on every device.',

  signIn: 'Sign in',
  signUp: 'Sign up',
  signOut: 'Sign out',
  toSignUp: 'New here? Create an account',
  toSignIn: 'Have an account? Sign in',
  username: 'Username',
  usernameHint: '3 to 32 of a–z, 0–9, “_” and “.”',
  displayName: 'Your name',
  password: 'Password',
  passwordHint: 'At least 8 characters',
  checkUsername: 'A username has 3 to 32 characters: a–z, 0–9, “_” and “.”.',
  checkPassword: 'A password has 8 to 128 characters.',
  checkDisplayName: 'Tell your name, in 1 to 64 characters.',
  signOutUnsent: (n) => `${n === 1 ? 'One message has' : `${n} messages have`} not been sent and will be lost. Sign out?`,

  phases: {
    connecting: 'Connecting…',
    online: 'Connected',
    reconnecting: 'Connection lost. Reconnecting…',
    offline: 'You are offline. Messages wait here until you are back.',
  },
  ends: {
    signed_out: 'You were signed out.',
    elsewhere: 'This device is connected in another window.',
    refused: 'The server refused this connection.',
  },
  retryNow: 'Try now',
  useHere: 'Use it here',
  reload: 'Reload',

  chats: 'Chats',
  friends: 'Friends',
  newGroup: 'New group',
  noChats: 'No chats yet. Find a friend, and say hello.',
  findFriends: 'Find friends',
  pick: 'Choose a chat on the left.',
  unread: (n) => `${n} unread`,
  you: 'You',
  youSaid: (body) => `You: ${body}`,
  emptyChannel: 'No messages yet',

  findByName: 'Find by username',
  exactName: 'exact username',
  find: 'Find',
  add: 'Add friend',
  accept: 'Accept',
  decline: 'Decline',
  withdraw: 'Withdraw',
  message: 'Message',
  remove: 'Remove',
  block: 'Block',
  unblock: 'Unblock',
  requests: 'Requests',
  sentRequests: 'Sent requests',
  blocked: 'Blocked',
  noFriends: 'Nobody here yet. Ask a friend for their username.',
  nobodyNamed: (name) => `Nobody is called “${name}”.`,
  itsYou: 'That is you.',
  more: (name) => `More about ${name}`,
  removeFriend: (name) => `Remove ${name} from your friends?`,
  blockUser: (name) => `Block ${name}? They cannot write to you directly, and you will no longer be friends.`,
  online: 'online',
  offline: 'offline',
  lastSeen: (when) => `last seen ${when}`,

  back: 'Back to the list',
  groupInfo: 'Group members',
  members: (n, here) => `${n} ${n === 1 ? 'member' : 'members'}${here ? `, ${here} online` : ''}`,
  writeHere: 'Message',
  send: 'Send',
  sending: 'Sending…',
  waiting: 'Waiting for connection',
  sent: 'Sent',
  read: 'Read',
  readBy: (n) => `Read by ${n}`,
  notSent: (why) => `Not sent: ${why}`,
  retry: 'Try again',
  discard: 'Discard',
  typing: (names) =>
    names.length === 1 ? `${names[0]} is typing…` : names.length === 2 ? `${names[0]} and ${names[1]} are typing…` : 'Several people are typing…',
  toNewest: 'To the newest message',
  loading: 'Loading…',
  beginning: 'This is where it begins.',
  messagesOf: (name) => `Messages with ${name}`,
  tooLong: (n) => `${n} characters too many`,
  today: 'Today',
  yesterday: 'Yesterday',

  groupName: 'Group name',
  chooseMembers: 'Members',
  create: 'Create group',
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  owner: 'owner',
  addMembers: 'Add a friend',
  leave: 'Leave group',
  leaveGroup: (name) => `Leave “${name}”?`,
  removeMember: (name) => `Remove ${name} from the group?`,
  refresh: 'Refresh',
  ok: 'OK',

  errors: {
    bad_request: 'The server did not understand that.',
    bad_credentials: 'That username and password do not belong together.',
    unauthorized: 'Please sign in again.',
    token_expired: 'Please sign in again.',
    forbidden: 'You may not do that.',
    blocked: 'This person does not take your messages.',
    not_found: 'It is no longer there.',
    username_taken: 'That username is taken.',
    conflict: 'That does not fit with what is there already.',
    message_too_long: 'The message is too long.',
    too_large: 'That is too large.',
    empty_message: 'The message is empty.',
    invalid: 'The server did not accept that.',
    group_full: 'A group has at most 100 members.',
    rate_limited: 'Too fast. Wait a moment and try again.',
    internal: 'Something went wrong at the server. Try again.',
    unavailable: 'The server is not available just now. Try again.',
    no_chat_server: 'No chat server is free just now. Try again.',
    network: 'The server cannot be reached.',
    timeout: 'The server does not answer.',
  },
};

export const text = en;

/** What to tell about an error; anything that has no code is a fault of the page. */
export function reason(error) {
  return text.errors[error.code] ?? text.errors.internal;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const dayOfYear = new Intl.DateTimeFormat(text.lang, { weekday: 'long', day: 'numeric', month: 'long' });
const dayOfAnyYear = new Intl.DateTimeFormat(text.lang, { day: 'numeric', month: 'long', year: 'numeric' });
const shortDay = new Intl.DateTimeFormat(text.lang, { day: 'numeric', month: 'short' });

export const timeOf = (at) => clock.format(new Date(at));

/** The day of a moment, as one would say it. */
export function dayOf(at, now = new Date()) {
  const day = new Date(at);
  const away = daysBetween(day, now);
  if (away === 0) return text.today;
  if (away === 1) return text.yesterday;
  return (day.getFullYear() === now.getFullYear() ? dayOfYear : dayOfAnyYear).format(day);
}

/** For lists: the time today, the day otherwise. */
export function briefly(at, now = new Date()) {
  return daysBetween(new Date(at), now) === 0 ? timeOf(at) : shortDay.format(new Date(at));
}

function daysBetween(earlier, later) {
  const midnight = (date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}
