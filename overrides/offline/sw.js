// Keeps the handbook readable without a network. Made at build time; VERSION changes with any page.
// The network always comes first, so a page is never older than the reader's last visit with a network.
"use strict";
const ON = "@ON@";
const OURS = `handbook ${registration.scope} `; // one host may hold several handbooks
const VERSION = `${OURS}@VERSION@`;
const FIRST = "@FIRST@"; // the danger list in every language with what it needs, and the card
const REST = "@REST@"; // all other pages
const WAIT = 4000; // milliseconds for the network before the kept copy is shown

// Ask the host itself, whatever the browser's own cache holds; a page that came by a redirect is kept as the page it is.
async function keep(cache, address) {
  const response = await fetch(address, { cache: "no-cache" });
  if (response.status !== 200) throw new Error(`${response.status} ${address}`);
  await cache.put(address, plain(response));
}
const plain = (response) => (response.redirected ? new Response(response.body, { headers: response.headers }) : response);

// What cannot be had now stays as the last version had it.
async function keepOrCarry(cache, address) {
  try {
    await keep(cache, address);
  } catch {
    const last = await caches.match(address);
    if (last) await cache.put(address, last);
  }
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  if (!ON) return;
  event.waitUntil((async () => {
    const cache = await caches.open(VERSION);
    await Promise.all(FIRST.map((address) => keep(cache, address)));
    for (const address of REST) await keepOrCarry(cache, address); // one by one: the reader's own taps go first
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(OURS) && (name !== VERSION || !ON)) await caches.delete(name);
    }
    if (!ON) return self.registration.unregister();
    await self.clients.claim();
  })());
});

// The same page may be asked for as /, /zh/, /signs or /signs.html.
async function kept(request) {
  const { origin, pathname } = new URL(request.url);
  for (const path of [pathname, `${pathname.replace(/\/$/, "")}/index.html`, `${pathname}.html`]) {
    const copy = await caches.match(origin + path, { ignoreVary: true });
    if (copy) return copy;
  }
}

// A reader who removed the copy while this page was open gets no new one from it.
async function keepCopy(address, copy) {
  if (await caches.has(VERSION)) await (await caches.open(VERSION)).put(address, copy);
}

async function fromNetwork(request) {
  const response = await fetch(request);
  if (response.status === 200 && response.type === "basic") {
    const copy = response.clone();
    await keepCopy(request.url.split(/[?#]/)[0], plain(copy)).catch(() => {}); // no room left: shown, not kept
  }
  return response;
}

async function answer(request, network) {
  const late = new Promise((resolve) => { setTimeout(resolve, WAIT); }).then(() => kept(request));
  try {
    const response = (await Promise.race([network, late])) || (await network);
    return (response.status >= 500 && (await kept(request))) || response;
  } catch (error) {
    const page = request.mode === "navigate" && !/\.(?!html)\w+$/.test(new URL(request.url).pathname);
    const copy = (await kept(request)) || (page && (await caches.match("404.html")));
    if (copy) return copy;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (!ON || request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  const network = fromNetwork(request);
  event.waitUntil(network.catch(() => {}));
  event.respondWith(answer(request, network));
});
