/** The JavaScript SDK: everything a client of the protocol needs that is not a view. See README.md beside it. */
export { Api } from './api.js';
export { Backoff } from './backoff.js';
export { BoundedCache, IndexedDbCache, MemoryCache, openCache } from './cache.js';
export { Connection } from './connection.js';
export { ChatError } from './errors.js';
export { Link } from './link.js';
export { Mailbox } from './mailbox.js';
export { Outbox } from './outbox.js';
export { KEY as SESSION_KEY, Session } from './session.js';
export { SharedConnection } from './shared.js';
export { Tabs } from './tabs.js';
