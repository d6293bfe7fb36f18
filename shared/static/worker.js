// What a phone can show of registration without a line: pages of businesses and products, and steps of an application, that
// were open before, and a page that says so. The step in which a NIK and an NPWP stand is not kept.
// `SHELL` (what every page needs) and `AWAY` (the page for when nothing else is there) stand before this when it is served.
"use strict";

const SHELL_CACHE = `shell-${SHELL.join()}`, PAGES = "pages";
const PAGES_KEPT = [
  "usaha/ID(/produk-baru|/ubah)?", "usaha/daftar(/ID/(usaha|kegiatan|persetujuan))?", "produk/ID(/isian|/tarik)?",
];
const KEPT = new RegExp(`^/registration/(${PAGES_KEPT.join("|").replaceAll("ID", "[0-9a-f-]{36}")})$`);
const SIGN_OUT = "/registration/keluar";

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(SHELL_CACHE);
    await cache.addAll([...SHELL, AWAY].map((url) => new Request(url, { credentials: "omit" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("shell-") && name !== SHELL_CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate" && url.pathname === SIGN_OUT && request.method === "POST") {
    event.waitUntil(caches.delete(PAGES));
    return;
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/registration/static/")) event.respondWith(fromShell(request));
  else if (request.mode === "navigate") event.respondWith(page(request, KEPT.test(url.pathname)));
});

const fromShell = async (request) => (await caches.match(request)) ?? fetch(request);

const page = async (request, kept) => {
  try {
    const answer = await fetch(request);
    if (kept && answer.ok && !answer.redirected) (await caches.open(PAGES)).put(request, answer.clone());
    if (kept && [403, 404].includes(answer.status)) await forget(new URL(request.url));
    return answer;
  } catch {
    return (kept && (await caches.match(request))) || (await caches.match(AWAY)) || Response.error();
  }
};

// What somebody may not see any longer is not kept, nor any other page of the same thing: /registration/produk/{id}/...
const forget = async (url) => {
  const pages = await caches.open(PAGES), [thing] = url.pathname.match(/^\/registration\/(produk|usaha(\/daftar)?)\/[^/]+/);
  for (const kept of await pages.keys()) if (new URL(kept.url).pathname.startsWith(thing)) await pages.delete(kept);
};
