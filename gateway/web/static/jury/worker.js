// Keeps the juror's page itself for when there is no network; scores are the page's own affair.
"use strict";

const SHELF = "jury-1";
const PARTS = ["/jury/app.js", "/jury/style.css"];

self.addEventListener("install", (event) => event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll(PARTS)).then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(taken()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && new URL(event.request.url).pathname.startsWith("/jury/")) event.respondWith(fresh(event.request));
});

// The page that was open when this worker came is kept, too: it was loaded before there was a worker to keep it.
async function taken() {
  await self.clients.claim();
  const shelf = await caches.open(SHELF);
  for (const page of await self.clients.matchAll({ type: "window" })) await shelf.add(new Request(page.url));
}

async function fresh(request) {
  const shelf = await caches.open(SHELF);
  try {
    const answer = await fetch(request);
    if (answer.ok) await shelf.put(request.url, answer.clone());
    return answer;
  } catch {
    return (await shelf.match(request.url, { ignoreVary: true })) || Response.error();
  }
}
