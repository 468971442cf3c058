import { ChatError } from '../sdk/index.js';

const WOKEN = 'sotong.woken';
/** Messages that come in together make one notification for a channel. */
const TOGETHER_MS = 300;
const PREVIEW = 120;

/**
 * Whether this device is woken by pushes while nobody is looking. `state` is what is true here:
 *
 * - `unsupported`: this browser cannot, here
 * - `denied`: the user does not let this page notify
 * - `none`: the server does not push
 * - `off`, `on`
 *
 * @fires change after every change of it
 * @fires open with the place, a hash, that a notification led to
 */
export class Bell extends EventTarget {
  #chat;
  #deviceId;
  #permission = null;
  #fresh = new Map();
  #changing = Promise.resolve();
  state = 'unsupported';

  constructor(chat) {
    super();
    this.#chat = chat;
    this.#deviceId = chat.session.deviceId;
    if (!supported()) return;
    this.#look();
    const { permissions, serviceWorker } = navigator;
    const watch = (permission) => {
      this.#permission = permission;
      permission.onchange = () => this.renew();
    };
    permissions?.query({ name: 'notifications' }).then(watch, () => {});
    serviceWorker.addEventListener('message', this.#hear);
    chat.tabs.on('bell', () => this.#look());
  }

  /** Asks for the permission, if need be, and has this device woken. Called on a click only. */
  turnOn() {
    return this.#then(async () => {
      // Asked before anything else is waited for: browsers ask the user only right after a click.
      if ((await Notification.requestPermission()) !== 'granted') return this.#forget();
      await this.#register();
    });
  }

  /** Lets this device sleep. */
  turnOff() {
    return this.#then(async () => {
      await this.#chat.api.removePush();
      await this.#forget();
    });
  }

  /** After every hello: what the browser and the server know of this device may have gone or changed meanwhile. */
  renew() {
    return this.#then(async () => {
      if (!supported()) return;
      if (!this.#wished) this.#look();
      else if (Notification.permission === 'granted') await this.#register();
      else await this.#forget();
    }).catch(() => {});
  }

  /** A message has come in. While this page is open nobody else tells of it, even if no one is looking. */
  heard(message) {
    const { channelId, senderId, mentions } = message;
    const { me } = this.#chat.store;
    if (this.state !== 'on' || document.visibilityState === 'visible' || senderId === me.userId) return;
    if (this.#chat.store.isMuted(channelId) && !mentions.includes(me.userId)) return;
    if (this.#fresh.size === 0) setTimeout(() => this.#notify(), TOGETHER_MS);
    this.#fresh.set(channelId, message);
  }

  /** Takes away what was told of a channel, which has been read, or of all. */
  async clear(channelId) {
    if (!supported() || Notification.permission !== 'granted') return;
    const told = await (await registration())?.getNotifications(channelId && { tag: channelId }).catch(() => []);
    told?.forEach((each) => each.close());
  }

  /** The device is logged out: the server has forgotten it already. */
  async leave() {
    if (!supported()) return;
    navigator.serviceWorker.removeEventListener('message', this.#hear);
    if (this.#permission) this.#permission.onchange = null;
    if (!this.#wished) return;
    await this.clear();
    await this.#forget();
  }

  /** Has the worker tell of what came in, as it does of a push. */
  async #notify() {
    const { store } = this.#chat;
    const fresh = [...this.#fresh.values()];
    this.#fresh.clear();
    const worker = (await registration())?.active;
    for (const { channelId, seq, senderId, body } of fresh) {
      const channel = store.channels.get(channelId);
      if (!channel || channel.readSeq >= seq) continue;
      const { name: channelName, unreadCount } = channel;
      const preview = store.me.settings?.push?.preview === false ? undefined : begin(body);
      worker?.postMessage({ news: { channelId, seq, senderName: store.nameOf(senderId), channelName, preview, unreadCount } });
    }
  }

  #hear = ({ data, ports }) => {
    if (data === 'subscribed anew') this.renew();
    else if (data === 'where are you') ports[0].postMessage(location.hash);
    else if (data.place) this.dispatchEvent(new CustomEvent('open', { detail: data.place }));
  };

  /** One after the other: a click and a reconnect may come at once. */
  #then(action) {
    const done = this.#changing.catch(() => {}).then(action);
    this.#changing = done;
    return done;
  }

  get #wished() {
    return localStorage.getItem(WOKEN) === this.#deviceId;
  }

  async #register() {
    const key = await this.#chat.api.pushKey().catch((error) => {
      if (error.code !== 'not_found') throw error;
    });
    if (!key) {
      this.#enter('none');
      return this.#forget();
    }
    if (!(await registration())) throw new ChatError('push_service');
    const { pushManager } = await navigator.serviceWorker.ready;
    const had = await pushManager.getSubscription();
    // A server that was set up anew has another key.
    if (had && !isOf(had, key)) await had.unsubscribe();
    try {
      const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }).catch(() => {
        throw new ChatError('push_service');
      });
      await this.#chat.api.registerPush(subscription.toJSON());
    } catch (error) {
      // The server may take it later; what the browser's own push service refuses stays refused.
      if (!error.retryable) await this.#forget();
      throw error;
    }
    localStorage.setItem(WOKEN, this.#deviceId);
    this.#tell();
  }

  async #forget() {
    localStorage.removeItem(WOKEN);
    const subscription = await (await registration())?.pushManager.getSubscription();
    await subscription?.unsubscribe().catch(() => {});
    this.#tell();
  }

  #tell() {
    this.#look();
    this.#chat.tabs.say('bell');
  }

  #look() {
    if (Notification.permission === 'denied') this.#enter('denied');
    else if (this.#wished && Notification.permission === 'granted') this.#enter('on');
    else if (this.state !== 'none') this.#enter('off');
  }

  #enter(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new Event('change'));
  }
}

const supported = () => 'Notification' in globalThis && 'PushManager' in globalThis && Boolean(navigator.serviceWorker);

const registration = () => navigator.serviceWorker.getRegistration('/');

function begin(body) {
  const points = [...body.slice(0, 2 * PREVIEW)];
  return points.length > PREVIEW || body.length > 2 * PREVIEW ? `${points.slice(0, PREVIEW - 1).join('')}…` : body;
}

function isOf({ options }, key) {
  const bytes = String.fromCharCode(...new Uint8Array(options.applicationServerKey ?? []));
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === key.replaceAll('=', '');
}
