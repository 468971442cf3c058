/** What went wrong, by the `code` of the client contract; `network` when no answer came at all. */
export class ChatError extends Error {
  constructor(code, message, { status = 0, retryAfterMs = 0, fields = [] } = {}) {
    super(message || code);
    this.name = 'ChatError';
    this.code = code;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.fields = fields;
  }

  /** The same request may succeed later, unchanged. */
  get retryable() {
    return PASSING.has(this.code);
  }

  /** The tokens are not good, or no longer. */
  get signedOut() {
    return this.code === 'unauthorized' || this.code === 'token_expired';
  }
}

const PASSING = new Set(['network', 'timeout', 'unavailable', 'no_chat_server', 'internal', 'rate_limited']);
