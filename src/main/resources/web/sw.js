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
