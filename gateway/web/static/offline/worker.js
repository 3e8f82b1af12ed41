// Keeps a page and its parts on the device, never an answer of the API. One script for every page that works without a network: the door
// fills in the page's name, its parts, and what is asked of the page to be kept, which leaves out whatever names anybody.
const NAME = "{{name}}";
const CACHE = "{{name}}-{{version}}";
const PARTS = {{parts}};
const KEPT = "{{kept}}";
const isPage = (url) => url.pathname.startsWith(`/${NAME}/`);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(PARTS)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const others = caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE && name.startsWith(`${NAME}-`)).map((name) => caches.delete(name))));
  event.waitUntil(others.then(() => self.clients.claim()).then(keepOpenPages));
});

// The first page was loaded before this worker: it is fetched again, to be there without a network.
async function keepOpenPages() {
  const pages = await self.clients.matchAll({ type: "window" });
  await Promise.all(pages.map(({ url }) => keep(url)));
}

const languages = (url) => ["fr", "ar"].map((language) => `${url.split("?")[0]}?language=${language}${KEPT}`);

// In both languages, since whoever reads it may turn to the other; a link that has ended leaves nothing behind.
async function keep(url) {
  const cache = await caches.open(CACHE);
  const wanted = [...new Set([...(KEPT ? [] : [url]), ...languages(url)])];
  await Promise.all(wanted.map((one) => fetch(one).then((answer) => (answer.ok ? cache.put(one, answer) : answer.status === 404 && cache.delete(one)), () => null)));
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (PARTS.includes(url.pathname)) event.respondWith(part(event.request));
  else if (event.request.mode === "navigate" && isPage(url)) event.respondWith(page(event));
});

async function part(request) {
  return (await (await caches.open(CACHE)).match(request)) ?? fetch(request);
}

async function page(event) {
  const { url } = event.request;
  try {
    const fresh = await fetch(event.request);
    event.waitUntil(keep(url));
    return fresh;
  } catch {
    const cache = await caches.open(CACHE);
    const language = new URL(url).searchParams.get("language");
    const kept = language && (await cache.match(languages(url)[language === "ar" ? 1 : 0]));
    return kept || (await cache.match(url)) || (await cache.match(url, { ignoreSearch: true, ignoreVary: true })) || Response.error();
  }
}
