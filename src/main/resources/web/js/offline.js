import { scriptUrl } from './sdk/trusted.js';
import { text } from './text/index.js';
import { h } from './views/parts/dom.js';

const ASKED = 'sotong.asked';
const ASK_EVERY_MS = 30_000;

let registration = null;

/**
 * Keeps the page on this device. A new version is fetched beside the one that is shown, told of, and takes over in all
 * tabs when the user wants it. Without a service worker the page needs the network to open, and that is all.
 */
export async function keepForOffline() {
  const workers = navigator.serviceWorker;
  followServers(workers);
  if (!workers) return;
  let had = workers.controller !== null;
  workers.addEventListener('controllerchange', () => {
    if (had) location.reload();
    had = true;
  });
  try {
    registration = await workers.register(scriptUrl('/sw.js'));
  } catch {
    return;
  }
  leaveWords();
  offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing.addEventListener('statechange', () => installing.state === 'installed' && offer(registration.waiting));
  });
}

/** The worker speaks when no page is there to tell it in which language. */
function leaveWords() {
  const { lang, brand, newMessage } = text;
  const words = new Response(JSON.stringify({ lang, brand, newMessage }));
  caches.open('words').then((cache) => cache.put('/words', words)).catch(() => {});
}

/** A page knows the chat servers of when it was answered; if it is sent to one that joined later, it is loaded anew. */
function followServers(workers) {
  addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
    const last = Number(sessionStorage.getItem(ASKED)) || 0;
    if (effectiveDirective !== 'connect-src' || Date.now() - last < ASK_EVERY_MS) return;
    sessionStorage.setItem(ASKED, Date.now());
    if (workers?.controller) workers.controller.postMessage('ask again');
    else location.reload();
  });
  workers?.addEventListener('message', ({ data }) => data === 'asked again' && location.reload());
}

/** Asks the server whether there is another version by now. */
export function lookForNewVersion() {
  registration?.update().catch(() => {});
}

/** Tells of a version that is there and waits; the first of all takes over by itself. */
function offer(waiting) {
  if (!waiting || !navigator.serviceWorker.controller) return;
  const takeOver = () => registration.waiting?.postMessage('take over');
  const reload = h('button.link', { type: 'button', onclick: takeOver }, text.reload);
  document.querySelector('.update')?.remove();
  document.body.append(h('div.update', { role: 'status' }, text.newVersion, ' ', reload));
}
