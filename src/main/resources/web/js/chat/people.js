import { blockedRow, friendsRow, userRow } from '../store/snapshot.js';

/** Oneself, friends, blocks, names and presence. */
export class People {
  #chat;
  #asked = new Set();

  constructor(chat) {
    this.#chat = chat;
    chat.tabs.on('blocks', () => this.loadBlocks().catch(() => {}));
    chat.tabs.on('me', () => this.loadMe().catch(() => {}));
  }

  find = async (username) => this.#know(await this.#api.userNamed(username));

  async befriend(userId) {
    await this.#api.befriend(userId);
    await this.loadFriends();
  }

  async accept(userId) {
    await this.#api.acceptFriend(userId);
    await this.loadFriends();
  }

  async unfriend(userId) {
    await this.#api.unfriend(userId);
    await this.loadFriends();
  }

  async block(userId) {
    await this.#api.block(userId);
    await Promise.all([this.loadFriends(), this.loadBlocks()]);
    this.#chat.tabs.say('blocks');
  }

  async unblock(userId) {
    await this.#api.unblock(userId);
    await this.loadBlocks();
    this.#chat.tabs.say('blocks');
  }

  /** Changes the own profile, `{displayName?, settings?}`. */
  async changeMe(change) {
    this.#meet(await this.#api.changeMe(change));
    this.#chat.tabs.say('me');
  }

  /** Changes what wakes this user; `change` takes the `push` of the settings as they are now, and returns what is new in it. */
  async changePushes(change) {
    await this.loadMe();
    const { settings = {} } = this.#store.me;
    await this.changeMe({ settings: { ...settings, push: { ...settings.push, ...change(settings.push ?? {}) } } });
  }

  /** Lets a channel wake only for a mention, or for every message again. */
  mute(channelId, muted) {
    return this.changePushes(({ muted: others }) => {
      const kept = (Array.isArray(others) ? others : []).filter((each) => each !== channelId && this.#store.channels.has(each));
      return { muted: muted ? [...kept, channelId] : kept };
    });
  }

  changePassword = (current, next) => this.#api.changePassword(current, next);
  devices = async () => (await this.#api.devices()).sessions;
  endDevice = (deviceId) => this.#api.endDevice(deviceId);

  load = () => Promise.all([this.loadFriends(), this.loadBlocks(), this.loadMe()]);

  async loadMe() {
    this.#meet(await this.#api.me());
  }

  async loadFriends() {
    const { friends } = await this.#api.friends();
    this.#store.setFriends(friends);
    this.#chat.keep([friendsRow(this.#store)]);
  }

  async loadBlocks() {
    const { blocks } = await this.#api.blocks();
    this.#store.setBlocked(blocks.map(({ user }) => user));
    this.#chat.keep([blockedRow(this.#store)]);
  }

  /** Reads someone's profile as it is now. */
  learn = async (userId) => this.#know(await this.#api.user(userId));

  /** Learns the names of users it does not know yet. */
  meet(userIds) {
    for (const userId of userIds) {
      if (this.#store.users.has(userId) || this.#asked.has(userId)) continue;
      this.#asked.add(userId);
      this.learn(userId).catch(() => this.#asked.delete(userId));
    }
  }

  get #api() {
    return this.#chat.api;
  }

  get #store() {
    return this.#chat.store;
  }

  #know(user) {
    this.#store.setUser(user);
    this.#chat.keep([userRow(user)]);
    return user;
  }

  #meet(me) {
    this.#know(me);
    this.#chat.session.rename(me);
  }
}
