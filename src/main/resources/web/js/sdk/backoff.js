/**
 * Delays before the next try: full jitter, so that clients which lost a server at the same moment do not come back
 * at the same moment.
 */
export class Backoff {
  #attempts = 0;

  constructor({ firstMs = 500, mostMs = 20_000, random = Math.random } = {}) {
    this.firstMs = firstMs;
    this.mostMs = mostMs;
    this.random = random;
  }

  /** Milliseconds to wait, never fewer than `atLeastMs`. */
  next(atLeastMs = 0) {
    const ceiling = Math.min(this.mostMs, this.firstMs * 2 ** this.#attempts++);
    return atLeastMs + Math.round(this.random() * ceiling);
  }

  reset() {
    this.#attempts = 0;
  }
}
