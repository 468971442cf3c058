import { ChatError } from './errors.js';

/** SockJS's transports that need neither frames nor foreign scripts, best first. */
const TRANSPORTS = ['websocket', 'xhr-streaming', 'xhr-polling'];
const REPLY_WITHIN_MS = 15_000;

/**
 * One connection to one chat server's event-bus bridge, from its opening to its end; it never comes back. Needs the
 * global `EventBus` of vertx-eventbus.js, which needs SockJS.
 */
export class Link {
  #bus;
  #ended = false;
  #waiting = new Set();

  /** @param events `onOpen()`, and `onEnd(code)` once, with the close code. */
  constructor(url, { onOpen, onEnd }) {
    // The chat protocol has its own heartbeat; the bridge's ping would be a second one.
    this.#bus = new globalThis.EventBus(url, { transports: TRANSPORTS, vertxbus_ping_interval: -1 });
    this.#bus.onopen = () => this.#ended || onOpen();
    this.#bus.onclose = (event) => this.#end(event?.code ?? 1006, onEnd);
    this.#bus.onerror = () => {};
    this.#bus.onunhandled = () => {};
    this.onEnd = onEnd;
  }

  /** Asks the address, and promises the body of its reply. */
  ask(address, body) {
    return new Promise((resolve, reject) => {
      const wait = { reject };
      const settle = (then) => (value) => {
        clearTimeout(wait.timer);
        if (this.#waiting.delete(wait)) then(value);
      };
      wait.timer = setTimeout(settle(() => reject(new ChatError('timeout'))), REPLY_WITHIN_MS);
      this.#waiting.add(wait);
      try {
        this.#bus.send(address, body, (error, reply) =>
          error
            ? settle(reject)(new ChatError(error.message, undefined, { status: error.failureCode }))
            : settle(resolve)(reply.body),
        );
      } catch {
        settle(reject)(new ChatError('network'));
      }
    });
  }

  /** Says something that has no reply; lost without a word when the connection is not there. */
  tell(address, body) {
    try {
      this.#bus.send(address, body);
    } catch {
      // The connection's end is told by onEnd.
    }
  }

  /** Hears what is pushed to the address. */
  listen(address, onPush) {
    this.#bus.registerHandler(address, (error, message) => error || this.#ended || onPush(message.body));
  }

  /** Ends it from this side. */
  end(code = 1000) {
    try {
      this.#bus.close();
    } catch {
      // Closed before it was open.
    }
    this.#end(code, this.onEnd);
  }

  #end(code, onEnd) {
    if (this.#ended) return;
    this.#ended = true;
    for (const wait of this.#waiting) {
      clearTimeout(wait.timer);
      wait.reject(new ChatError('network'));
    }
    this.#waiting.clear();
    onEnd(code);
  }
}
