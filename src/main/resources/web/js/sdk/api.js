import { ChatError } from './errors.js';

/** The HTTP calls, each a promise of the answer's body or a {@link ChatError}. Tokens are renewed by themselves. */
export class Api {
  #session;
  #base;
  #renewal = null;

  constructor(session, base = '/api/v1') {
    this.#session = session;
    this.#base = base;
  }

  signUp = (username, password, displayName) => this.#open('POST', '/users', { username, password, displayName });

  async logIn(username, password, name = 'Web browser') {
    const deviceId = this.#session.rememberedDevice(username);
    const device = { ...(deviceId && { deviceId }), name, platform: 'web' };
    const answer = await this.#open('POST', '/sessions', { username, password, device });
    this.#session.begin(answer);
    return answer;
  }

  logOut = () => this.#call('DELETE', '/sessions/current');
  devices = () => this.#call('GET', '/sessions');
  endDevice = (deviceId) => this.#call('DELETE', `/sessions/${id(deviceId)}`);
  bestServer = (exclude) => this.#call('GET', '/servers/best' + query({ exclude }));

  me = () => this.#call('GET', '/users/me');
  changeMe = (change) => this.#call('PATCH', '/users/me', change);
  changePassword = (currentPassword, newPassword) => this.#call('PUT', '/users/me/password', { currentPassword, newPassword });
  removeMe = () => this.#call('DELETE', '/users/me');
  user = (userId) => this.#call('GET', `/users/${id(userId)}`);
  userNamed = (username) => this.#call('GET', '/users' + query({ username }));

  friends = () => this.#call('GET', '/friends');
  befriend = (userId) => this.#call('POST', '/friends', { userId });
  acceptFriend = (userId) => this.#call('POST', `/friends/${id(userId)}/accept`);
  unfriend = (userId) => this.#call('DELETE', `/friends/${id(userId)}`);
  blocks = () => this.#call('GET', '/blocks');
  block = (userId) => this.#call('PUT', `/blocks/${id(userId)}`);
  unblock = (userId) => this.#call('DELETE', `/blocks/${id(userId)}`);

  channels = (after) => this.#call('GET', '/channels' + query({ after, limit: 100 }));
  channel = (channelId) => this.#call('GET', `/channels/${id(channelId)}`);
  openDirect = (userId) => this.#call('POST', '/channels', { kind: 'direct', userId });
  makeGroup = (name, memberIds) => this.#call('POST', '/channels', { kind: 'group', name, memberIds });
  rename = (channelId, name) => this.#call('PATCH', `/channels/${id(channelId)}`, { name });
  addMember = (channelId, userId) => this.#call('PUT', `/channels/${id(channelId)}/members/${id(userId)}`);
  removeMember = (channelId, userId) => this.#call('DELETE', `/channels/${id(channelId)}/members/${id(userId)}`);
  channelPresence = (channelId) => this.#call('GET', `/channels/${id(channelId)}/presence`);
  reads = (channelId) => this.#call('GET', `/channels/${id(channelId)}/reads`);
  markRead = (channelId, seq) => this.#call('PUT', `/channels/${id(channelId)}/read`, { seq });

  /** A page of history; `where` is `{before}`, `{after}`, `{around}` or nothing for the newest. */
  messages = (channelId, where = {}, limit = 50) =>
    this.#call('GET', `/channels/${id(channelId)}/messages` + query({ ...where, limit }));

  /** Messages that have those words, newest first: in one channel, or in all. `before` takes the `next` of a page. */
  search = (q, { channelId, before } = {}, limit = 30) => this.#call('GET', '/search' + query({ q, channelId, before, limit }));

  /** Messages that mention me, newest first. */
  mentions = (before, limit = 30) => this.#call('GET', '/mentions' + query({ before, limit }));

  /** The key for a browser's `PushManager`. */
  pushKey = async () => (await this.#open('GET', '/push/vapid-public-key')).key;

  /** Has this device woken by way of a `PushSubscription`, or no longer. */
  registerPush({ endpoint, keys: { p256dh, auth } }) {
    return this.#call('PUT', '/devices/current/push', { provider: 'webpush', endpoint, keys: { p256dh, auth } });
  }

  removePush = () => this.#call('DELETE', '/devices/current/push');

  /** Trades the refresh token, once for all who ask meanwhile, in this tab and in others: it works only once. */
  renew() {
    const spent = this.#session.accessToken;
    this.#renewal ??= alone(async () => {
      if (this.#session.accessToken !== spent) return;
      this.#session.renew(await this.#open('POST', '/sessions/refresh', { refreshToken: this.#session.refreshToken }));
    }).finally(() => (this.#renewal = null));
    return this.#renewal;
  }

  async #call(method, path, body) {
    const token = this.#session.accessToken;
    try {
      return await this.#fetch(method, path, body, token);
    } catch (error) {
      if (!error.signedOut || !this.#session.signedIn) throw error;
      if (this.#session.accessToken === token) await this.renew();
      return this.#fetch(method, path, body, this.#session.accessToken);
    }
  }

  #open(method, path, body) {
    return this.#fetch(method, path, body);
  }

  async #fetch(method, path, body, token) {
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    let response;
    let text;
    try {
      response = await fetch(this.#base + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      text = await response.text();
    } catch {
      throw new ChatError('network');
    }
    const answer = parse(text);
    if (response.ok) return answer;
    throw new ChatError(answer?.code ?? (response.status >= 500 ? 'unavailable' : 'bad_request'), answer?.detail, {
      status: response.status,
      retryAfterMs: 1000 * Number(response.headers.get('Retry-After') ?? 0),
      fields: answer?.errors ?? [],
    });
  }
}

const ANSWER_WITHIN_MS = 15_000;
const id = encodeURIComponent;

/** Runs it while no other tab runs such a thing, where the browser can tell. */
function alone(action) {
  const locks = globalThis.navigator?.locks;
  return locks ? locks.request('sotong.renew', action) : action();
}

function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return given.length ? '?' + new URLSearchParams(given) : '';
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
