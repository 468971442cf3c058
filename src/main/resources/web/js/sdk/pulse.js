import { scriptUrl } from './trusted.js';

/**
 * Calls `beat` every so many milliseconds, in a hidden tab too: browsers slow a page's own timers there to one a
 * minute, a worker's not. Where there is no worker to be had, as after the server's files were replaced, the page's
 * own timer must do. Returns what stops it.
 */
export function every(intervalMs, beat) {
  let timer = null;
  const byItself = () => (timer ??= setInterval(beat, intervalMs));
  if (!globalThis.Worker || !globalThis.document) {
    byItself();
    return () => clearInterval(timer);
  }
  const worker = new Worker(scriptUrl(new URL('./pulse-worker.js', import.meta.url)));
  let stopped = false;
  worker.onmessage = beat;
  worker.onerror = (event) => {
    event.preventDefault();
    if (!stopped) byItself();
  };
  worker.postMessage(intervalMs);
  return () => {
    stopped = true;
    worker.terminate();
    clearInterval(timer);
  };
}
