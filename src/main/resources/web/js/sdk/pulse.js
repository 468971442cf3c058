import { scriptUrl } from './trusted.js';

/**
 * Calls `beat` every so many milliseconds, in a hidden tab too: browsers slow a page's own timers there to one a
 * minute, a worker's not. Returns what stops it.
 */
export function every(intervalMs, beat) {
  if (!globalThis.Worker || !globalThis.document) {
    const timer = setInterval(beat, intervalMs);
    return () => clearInterval(timer);
  }
  const worker = new Worker(scriptUrl(new URL('./pulse-worker.js', import.meta.url)));
  worker.onmessage = beat;
  worker.postMessage(intervalMs);
  return () => worker.terminate();
}
