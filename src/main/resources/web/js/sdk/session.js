/**
 * Who is signed in, in this browser: one account and one device for all its tabs, in `localStorage`. Every read looks
 * at the storage, so that tokens which another tab has renewed are this tab's too. Tokens stand in private fields and
 * in the storage only, never in an address or a log.
 */
export class Session {
  #storage;
  #text = null;
  #state = null;

  constructor(storage = globalThis.localStorage) {
    this.#storage = storage;
  }

  get signedIn() {
    return this.#now() !== null;
  }

  get user() {
    return this.#now()?.user;
  }

  get deviceId() {
    return this.#now()?.deviceId;
  }

  /** The chat server that service discovery chose last. */
  get server() {
    return this.#now()?.server;
  }

  get accessToken() {
    return this.#now()?.accessToken;
  }

  get refreshToken() {
    return this.#now()?.refreshToken;
  }

  /** The access token has less than a few seconds to live. */
  expires(now = Date.now()) {
    return now > (this.#now()?.expiresAt ?? Infinity) - MARGIN_MS;
  }

  /** Keeps the answer of a log-in. */
  begin(logIn) {
    const { user, deviceId, server } = logIn;
    this.#storage.setItem(DEVICE + user.username, deviceId);
    this.#keep({ user, deviceId, server, ...tokens(logIn) });
  }

  /** Keeps a new pair of tokens. */
  renew(pair) {
    if (this.signedIn) this.#keep({ ...this.#now(), ...tokens(pair) });
  }

  moveTo(server) {
    if (this.signedIn) this.#keep({ ...this.#now(), server });
  }

  /** Keeps the profile as it is now. */
  rename(user) {
    if (this.signedIn) this.#keep({ ...this.#now(), user });
  }

  end() {
    this.#storage.removeItem(KEY);
  }

  /** The device that this browser was for that account before, if any. */
  rememberedDevice(username) {
    return this.#storage.getItem(DEVICE + username) ?? undefined;
  }

  /** Forgets it: the account is gone, or is to leave no trace here. */
  forgetDevice(username) {
    this.#storage.removeItem(DEVICE + username);
  }

  #now() {
    const text = this.#storage.getItem(KEY);
    if (text !== this.#text) {
      this.#text = text;
      this.#state = parse(text);
    }
    return this.#state;
  }

  #keep(state) {
    this.#storage.setItem(KEY, JSON.stringify(state));
  }
}

/** The key of `localStorage`; its removal by one tab signs the others out. */
export const KEY = 'sotong.session';
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
