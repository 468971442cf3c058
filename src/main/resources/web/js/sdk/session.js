/**
 * Who is signed in, in this tab. It lives in `sessionStorage`: every window is a device of its own and two windows
 * may be two accounts; a reload keeps it, a closed tab forgets it.
 */
export class Session {
  #storage;
  #state;

  constructor(storage = globalThis.sessionStorage) {
    this.#storage = storage;
    this.#state = parse(storage.getItem(KEY));
  }

  get signedIn() {
    return this.#state !== null;
  }

  get user() {
    return this.#state.user;
  }

  get deviceId() {
    return this.#state.deviceId;
  }

  /** The chat server that service discovery chose last. */
  get server() {
    return this.#state.server;
  }

  get accessToken() {
    return this.#state?.accessToken;
  }

  get refreshToken() {
    return this.#state?.refreshToken;
  }

  /** The access token has less than a few seconds to live. */
  expires(now = Date.now()) {
    return now > this.#state.expiresAt - MARGIN_MS;
  }

  /** Keeps the answer of a log-in. */
  begin(logIn) {
    const { user, deviceId, server } = logIn;
    this.#storage.setItem(DEVICE + user.username, deviceId);
    this.#keep({ user, deviceId, server, ...tokens(logIn) });
  }

  /** Keeps a new pair of tokens. */
  renew(pair) {
    if (this.#state) this.#keep({ ...this.#state, ...tokens(pair) });
  }

  moveTo(server) {
    if (this.#state) this.#keep({ ...this.#state, server });
  }

  end() {
    this.#state = null;
    this.#storage.removeItem(KEY);
  }

  /** The device that this tab was for that account before, if any. */
  rememberedDevice(username) {
    return this.#storage.getItem(DEVICE + username) ?? undefined;
  }

  #keep(state) {
    this.#state = state;
    this.#storage.setItem(KEY, JSON.stringify(state));
  }
}

const KEY = 'sotong.session';
const DEVICE = 'sotong.device.';
const MARGIN_MS = 10_000;

function tokens({ accessToken, refreshToken, expiresInSeconds }) {
  return { accessToken, refreshToken, expiresAt: Date.now() + expiresInSeconds * 1000 };
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}
