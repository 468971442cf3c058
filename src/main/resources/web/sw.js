/*
 * Keeps the page itself on the device, so that it opens at once and without a network; what people say is in the
 * page's own store, never here. The server fills in which files a version has. A version is kept whole or not at all,
 * the page that names its files among them, and takes over only when a page says so, or when none is open: a page that
 * is open finds the files it was made of for as long as it is there.
 */
const NAME = 'sotong-@version@';
const PAGE = '@page@';
const FILES = '@files@'.split(' ');

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('sotong-') && name !== NAME).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('message', (event) => {
  if (event.data.news) event.waitUntil(tell(event.data.news));
  if (event.data === 'take over') self.skipWaiting();
  if (event.data === 'ask again') event.waitUntil(refresh().then(() => event.source.postMessage('asked again')));
});

/** The answer that is the page also says which chat servers it may speak to, and they change while the version does not. */
async function refresh() {
  const cache = await caches.open(NAME);
  await cache.add(new Request(PAGE, { cache: 'no-cache' })).catch(() => {});
}

self.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  const path = pathname === '/' ? PAGE : pathname;
  if (method !== 'GET' || origin !== location.origin || !FILES.includes(path)) return;
  if (path === PAGE) event.waitUntil(refresh());
  event.respondWith(caches.match(path, { cacheName: NAME }).then((kept) => kept ?? fetch(event.request)));
});

// ---- waking whoever is away

/** Where pages leave the words of this worker, in the language they speak. */
const WORDS = 'words';
const ANSWER_WITHIN_MS = 1_000;

self.addEventListener('push', (event) => {
  event.waitUntil(wake(contentOf(event.data)));
});

/** Subscribed anew if the browser lets go of a subscription; a page tells the server, at once or when it next opens. */
self.addEventListener('pushsubscriptionchange', (event) => {
  const options = event.oldSubscription?.options ?? event.newSubscription?.options;
  const again = event.newSubscription || !options ? Promise.resolve() : self.registration.pushManager.subscribe(options).catch(() => {});
  event.waitUntil(again.then(windows).then((all) => all.forEach((each) => each.postMessage('subscribed anew'))));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(land(event.notification.data?.place ?? '#/'));
});

/**
 * One notification for a channel, in the place of an earlier one. None while that channel is before the user's eyes:
 * browsers allow that as long as a page is seen, and at no other time.
 */
async function wake({ channelId, seq, senderName, channelName, preview, unreadCount }) {
  const channel = channelId && `#/c/${encodeURIComponent(channelId)}`;
  const shown = await Promise.all((await windowsSeen()).map(placeOf));
  if (channel && shown.some((place) => `${place}/`.startsWith(`${channel}/`))) return;
  const words = await wordsHere();
  const title = channelName ?? senderName ?? words.brand ?? 'Sotong';
  const said = preview ?? words.newMessage ?? '';
  await self.registration.showNotification(unreadCount > 1 ? `${title} (${unreadCount})` : title, {
    body: channelName ? `${senderName}: ${said}` : said,
    tag: channelId,
    renotify: Boolean(channelId),
    dir: 'auto',
    lang: words.lang,
    icon: '/icons/192.png',
    data: { place: channel ? `${channel}/${seq}` : '#/', seq },
  });
}

/** Tells of what a page heard that nobody looks at, unless a push did. */
async function tell(news) {
  const told = await self.registration.getNotifications({ tag: news.channelId });
  if (told.some(({ data }) => data.seq >= news.seq) || (await windowsSeen()).length > 0) return;
  await wake(news);
}

/** Brings a page that is open to the front, or opens one, at that place. */
async function land(place) {
  const open = await windows();
  const page = open.find(({ visibilityState }) => visibilityState === 'visible') ?? open[0];
  if (!page) return self.clients.openWindow(`/${place}`);
  page.postMessage({ place });
  return page.focus();
}

const windows = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((all) => all.filter(({ url }) => new URL(url).pathname === '/'));

const windowsSeen = () => windows().then((all) => all.filter(({ visibilityState }) => visibilityState === 'visible'));

/** Where a page is by now: its `url` is where it began. One that does not answer is nowhere. */
function placeOf(page) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    setTimeout(resolve, ANSWER_WITHIN_MS, '');
    page.postMessage('where are you', [port2]);
  });
}

const wordsHere = () => caches.match('/words', { cacheName: WORDS }).then((kept) => kept?.json() ?? {}, () => ({}));

/** What a push holds; what cannot be read is shown as the bare news that there is some. */
function contentOf(data) {
  try {
    return data.json() ?? {};
  } catch {
    return {};
  }
}
