// What a tablet keeps without a network. Two things, kept apart:
// pages with names, readable here for a day and wiped at sign-out; and words that the server has
// not acknowledged (with the names of newcomers, what happened, worries), sealed to its key, which
// nobody can read here and which outlive the wipe.
import type { Word } from "./register-queue.js";

const NAME = "fs-registers";
const PAGES = "pages";
const WAITING = "waiting";
const KEYS = "keys";
const LOCAL = "local";
export const LONGEST_MS = 24 * 60 * 60 * 1000;

interface Locked {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

interface KeptPage extends Locked {
  path: string;
  at: number;
  /** Whose page it is, by public id: the next person finds none of it. */
  who?: string;
}

/** A word sealed to the server; `own` is the same for this tablet alone, gone after a wipe. */
export interface Waiting {
  id: string;
  key: string;
  point: string;
  iv: string;
  data: string;
  at: number;
  own?: Locked;
}

export interface ServerKey {
  key: string;
  point: string;
  /** Signed by the server: who says the words of this page. */
  by: string;
}

/** Whether this browser can keep anything: only over a safe connection. */
export const canKeep = typeof indexedDB !== "undefined" && typeof crypto.subtle !== "undefined";

function open(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(PAGES, { keyPath: "path" });
      asked.result.createObjectStore(WAITING, { keyPath: "id" });
      asked.result.createObjectStore(KEYS);
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

/** One transaction; done once it is written. */
async function within<T>(stores: string[], mode: IDBTransactionMode, ask: (at: IDBTransaction) => IDBRequest<T> | undefined): Promise<T | undefined> {
  const base = await open();
  try {
    return await new Promise((done, failed) => {
      const transaction = base.transaction(stores, mode);
      const asked = ask(transaction);
      transaction.oncomplete = () => done(asked?.result);
      transaction.onerror = () => failed(transaction.error);
      transaction.onabort = () => failed(transaction.error);
    });
  } finally {
    base.close();
  }
}

async function localKey(): Promise<CryptoKey> {
  const held = await within<CryptoKey>([KEYS], "readonly", (at) => at.objectStore(KEYS).get(LOCAL));
  if (held) return held;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Two tabs at once: the first key stands.
  await within([KEYS], "readwrite", (at) => {
    const store = at.objectStore(KEYS);
    const asked = store.get(LOCAL);
    asked.onsuccess = () => { if (!asked.result) store.put(made, LOCAL); };
    return undefined;
  });
  return (await within<CryptoKey>([KEYS], "readonly", (at) => at.objectStore(KEYS).get(LOCAL))) ?? made;
}

async function lock(text: string): Promise<Locked> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await localKey(), new TextEncoder().encode(text));
  return { iv, data };
}

async function unlock(locked: Locked): Promise<string> {
  const data = await crypto.subtle.decrypt({ name: "AES-GCM", iv: locked.iv }, await localKey(), locked.data);
  return new TextDecoder().decode(data);
}

// --- Pages -------------------------------------------------------------------------------------

/** Keep a page of somebody's. Whoever was here before and never signed out leaves no names. */
export async function keepPage(path: string, html: string, who: string): Promise<void> {
  const held = (await within<KeptPage[]>([PAGES], "readonly", (at) => at.objectStore(PAGES).getAll())) ?? [];
  if (held.some((page) => page.who !== who)) await wipe();
  const page: KeptPage = { path, at: Date.now(), who, ...(await lock(html)) };
  await within([PAGES], "readwrite", (at) => at.objectStore(PAGES).put(page));
}

/** A page as it was kept, with its age; nothing after a day. */
export async function keptPage(path: string): Promise<{ html: string; age: number } | undefined> {
  await wipeOld();
  const page = await within<KeptPage>([PAGES], "readonly", (at) => at.objectStore(PAGES).get(path));
  return page ? { html: await unlock(page), age: Date.now() - page.at } : undefined;
}

/** Whatever names is gone, with the key that reads it; sealed words stay. */
export async function wipe(): Promise<void> {
  await within([PAGES, KEYS, WAITING], "readwrite", (at) => {
    at.objectStore(PAGES).clear();
    at.objectStore(KEYS).clear();
    forget(at, () => true);
    return undefined;
  });
}

/** The same for what is older than a day, or from a clock that was set. */
export async function wipeOld(): Promise<void> {
  const old = (at: number): boolean => Math.abs(Date.now() - at) > LONGEST_MS;
  await within([PAGES, WAITING], "readwrite", (transaction) => {
    const pages = transaction.objectStore(PAGES).openCursor();
    pages.onsuccess = () => {
      const cursor = pages.result;
      if (!cursor) return;
      if (old((cursor.value as KeptPage).at)) cursor.delete();
      cursor.continue();
    };
    forget(transaction, (word) => old(word.at));
    return undefined;
  });
}

function forget(transaction: IDBTransaction, which: (word: Waiting) => boolean): void {
  const words = transaction.objectStore(WAITING).openCursor();
  words.onsuccess = () => {
    const cursor = words.result;
    if (!cursor) return;
    const { own, ...sealed } = cursor.value as Waiting;
    if (own && which(sealed)) cursor.update(sealed);
    cursor.continue();
  };
}

// --- Words that wait -----------------------------------------------------------------------------

export async function keepWord(word: Word, server: ServerKey): Promise<void> {
  const text = JSON.stringify(word);
  const sealed = await seal(JSON.stringify({ ...word, by: server.by }), word.id, server);
  const waiting: Waiting = { ...sealed, id: word.id, at: Date.now(), own: await lock(text) };
  await within([WAITING], "readwrite", (at) => at.objectStore(WAITING).put(waiting));
}

/** Something that only the site reads, from now on: this tablet keeps no way to it. */
export async function keepSealed(word: { id: string; said_at: string }, server: ServerKey): Promise<void> {
  const sealed = await seal(JSON.stringify({ ...word, by: server.by }), word.id, server);
  const waiting: Waiting = { ...sealed, id: word.id, at: Date.now() };
  await within([WAITING], "readwrite", (at) => at.objectStore(WAITING).put(waiting));
}

export async function letGo(ids: string[]): Promise<void> {
  await within([WAITING], "readwrite", (at) => {
    for (const id of ids) at.objectStore(WAITING).delete(id);
    return undefined;
  });
}

/** Oldest first: who is new is told of before what is said of them. */
export async function waitingWords(): Promise<Waiting[]> {
  const held = (await within<Waiting[]>([WAITING], "readonly", (at) => at.objectStore(WAITING).getAll())) ?? [];
  return held.sort((one, other) => one.at - other.at);
}

/** What this tablet itself can still read of the words that wait, oldest first. */
export async function ownWords(): Promise<Word[]> {
  const held = (await waitingWords()).filter((word) => word.own);
  const words = await Promise.all(held.map(async ({ own }) => JSON.parse(await unlock(own as Locked)) as Word));
  return words.sort((one, other) => one.said_at.localeCompare(other.said_at));
}

/** ECDH on P-256 with a key of its own for each word, HKDF, AES-GCM; the id is bound in. */
async function seal(text: string, id: string, server: ServerKey): Promise<Pick<Waiting, "key" | "point" | "iv" | "data">> {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const theirs = await crypto.subtle.importKey("raw", bytes(server.point), curve, false, []);
  const ours = await crypto.subtle.generateKey(curve, true, ["deriveBits"]);
  const point = await crypto.subtle.exportKey("raw", ours.publicKey);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
  const stretched = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: point, info: new TextEncoder().encode("flyingstart register word") };
  const key = await crypto.subtle.deriveKey(how, stretched, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) }, key, new TextEncoder().encode(text),
  );
  return { key: server.key, point: letters(point), iv: letters(iv.buffer), data: letters(data) };
}

function letters(buffer: ArrayBuffer): string {
  // One by one: there are more of them in a long story than a call takes.
  return btoa([...new Uint8Array(buffer)].map((one) => String.fromCharCode(one)).join(""));
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
}
