// Keeps the scanner on the device: pages and their parts, never an answer of the API.
const CACHE = "door-{{version}}";
const PARTS = {{parts}};

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(PARTS)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const others = caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE && name.startsWith("door-")).map((name) => caches.delete(name))));
  event.waitUntil(others.then(() => self.clients.claim()).then(keepOpenPages));
});

// The first page was loaded before this worker: it is fetched again in each language, to be there without a network.
async function keepOpenPages() {
  const [cache, pages] = await Promise.all([caches.open(CACHE), self.clients.matchAll({ type: "window" })]);
  const wanted = pages.flatMap(({ url }) => [url, ...["fr", "ar"].map((language) => `${url.split("?")[0]}?language=${language}`)]);
  await Promise.all([...new Set(wanted)].map((url) => cache.add(url).catch(() => null)));
}

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || !pathname.startsWith("/door/")) return;
  event.respondWith(PARTS.includes(pathname) ? part(event.request) : page(event.request));
});

async function part(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(request, fresh.clone());
    return fresh;
  } catch {
    return (await cache.match(request)) ?? (await cache.match(request, { ignoreSearch: true })) ?? Response.error();
  }
}
