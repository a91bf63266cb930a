// Keeps the handbook readable without a network. Made at build time; VERSION changes with any page.
// The network always comes first, so a page is never older than the reader's last visit with a network.
"use strict";
const ON = "@ON@";
const VERSION = "handbook-@VERSION@";
const FIRST = "@FIRST@"; // the danger list in every language, and what it needs
const REST = "@REST@"; // all other pages
const WAIT = 4000; // milliseconds for the network before the kept copy is shown

self.addEventListener("install", (event) => {
  self.skipWaiting();
  if (!ON) return;
  event.waitUntil((async () => {
    const cache = await caches.open(VERSION);
    await cache.addAll(FIRST);
    await Promise.allSettled(REST.map((address) => cache.add(address)));
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("handbook-") && (name !== VERSION || !ON)) await caches.delete(name);
    }
    if (!ON) return self.registration.unregister();
    await self.clients.claim();
  })());
});

const kept = (request) => caches.match(request, { ignoreSearch: true });

async function answer(request) {
  const network = fetch(request).then(async (response) => {
    if (response.ok && response.type === "basic") {
      const cache = await caches.open(VERSION);
      await cache.put(request, response.clone());
    }
    return response;
  });
  const late = new Promise((resolve) => setTimeout(resolve, WAIT)).then(() => kept(request));
  try {
    return (await Promise.race([network, late])) || (await network);
  } catch (error) {
    const copy = (await kept(request)) || (request.mode === "navigate" && (await kept("404.html")));
    if (copy) return copy;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (!ON || request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(answer(request));
});
