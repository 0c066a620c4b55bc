// Lets registers that were opened today work without a network. Serves the register and Today, in
// the form in which they were last seen; every other staff page says that there is no network.
import { keepPage, keptPage, wipe, wipeOld } from "./offline-store.js";

interface Later extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Asked extends Later {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  addEventListener(kind: "install" | "activate", listen: (event: Later) => void): void;
  addEventListener(kind: "fetch", listen: (event: Asked) => void): void;
  addEventListener(kind: "message", listen: (event: Later & MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}
const worker = self as unknown as Scope;

const FILES = "fs-files";
const OFFLINE = "/staff/offline/";
const KEPT = [/^\/staff\/$/, /^\/staff\/offline\/$/, /^\/staff\/tablet\/registers\/$/, /^\/staff\/sessions\/[0-9a-f-]{36}\/register\/$/];
const PATIENCE_MS = 8_000;

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(Promise.all([worker.clients.claim(), wipeOld()])));

// A page that came before this worker did says what it is made of.
worker.addEventListener("message", (event) => {
  const said = event.data as { keep?: string[]; files?: string[]; wipe?: boolean };
  if (said.wipe) event.waitUntil(wipe());
  if (said.files) event.waitUntil(keepFiles(said.files));
  for (const path of said.keep ?? []) event.waitUntil(fromNetwork(new Request(path), path).catch(() => undefined));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(request, pathname));
});

async function file(request: Request): Promise<Response> {
  const held = await caches.match(request);
  try {
    // What is named by its content never changes; elsewhere the newest is asked for first.
    if (held && /\.[0-9a-f]{12}\./.test(request.url)) return held;
    return await fetch(request);
  } catch (fault) {
    if (held) return held;
    throw fault;
  }
}

async function keepFiles(files: string[]): Promise<void> {
  const cache = await caches.open(FILES);
  const own = files.filter((one) => new URL(one, location.origin).pathname.startsWith("/static/"));
  await Promise.all(own.map((one) => cache.add(one).catch(() => undefined)));
}

async function page(request: Request, path: string): Promise<Response> {
  try {
    return await fromNetwork(request, path);
  } catch {
    const held = (isKept(path) ? await kept(path) : undefined) ?? (await kept(OFFLINE));
    return held ?? Response.error();
  }
}

function isKept(path: string): boolean {
  return KEPT.some((one) => one.test(path));
}

async function fromNetwork(request: Request, path: string): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(request, { signal: isKept(path) ? late.signal : null });
    if (!isKept(path)) return answer;
    // Sent elsewhere: signed out, or not allowed any more. Then no names stay.
    if (answer.type === "opaqueredirect" || answer.redirected || answer.status === 403) await wipe();
    else if (answer.ok) await keep(path, answer.clone()).catch(() => undefined);
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

// One after the other: the first page of somebody else wipes what is there, with its key.
let keeping: Promise<void> = Promise.resolve();

function keep(path: string, answer: Response): Promise<void> {
  const done = keeping.then(() => keepNow(path, answer));
  keeping = done.catch(() => undefined);
  return done;
}

async function keepNow(path: string, answer: Response): Promise<void> {
  const policy = answer.headers.get("Content-Security-Policy") ?? "default-src 'self'";
  const html = await answer.text();
  const [, who = ""] = /data-who="([^"]*)"/.exec(html) ?? [];
  await keepPage(path, JSON.stringify({ policy, html }), who);
}

/** The page as it was kept, under its own policy; its clock is put forward by the time since. */
async function kept(path: string): Promise<Response | undefined> {
  const held = await keptPage(path).catch(() => undefined);
  if (!held) return undefined;
  const { policy, html } = JSON.parse(held.html) as { policy: string; html: string };
  const moved = html.replace(/data-now="([^"]+)"/g, (_, now: string) => {
    return `data-now="${new Date(Date.parse(now) + held.age).toISOString()}"`;
  });
  return new Response(moved, {
    headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy, "Cache-Control": "no-store" },
  });
}
