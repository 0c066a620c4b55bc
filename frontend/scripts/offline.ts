// Registers this tablet's worker, sends words that wait from before, and wipes names at sign-out.
import { KEPT } from "./away-forms.js";
import { type Answer, newId, THROUGH } from "./register-queue.js";
import { canKeep, letGo, type Waiting, waitingWords, wipe, wipeOld } from "./offline-store.js";

const MOST_AT_ONCE = 100;
// What the site takes at once, with room for what is round it.
const MOST_LETTERS = 180_000;
const TRY_AGAIN_MS = 20_000;

export function keepOffline(banner: HTMLElement): void {
  if (!canKeep) return;
  wipeAtSignOut();
  void wipeOld();
  if ("serviceWorker" in navigator) void register(banner);
  let busy = false;
  let next: boolean | undefined;
  let later: number | undefined;
  const send = async (isThrough = false): Promise<void> => {
    clearTimeout(later);
    if (busy) {
      next = next || isThrough;
      return;
    }
    busy = true;
    const left = await sendWaiting(banner, isThrough).catch(() => 1);
    busy = false;
    const then = next;
    next = undefined;
    if (then !== undefined) await send(then);
    else if (left > 0) later = window.setTimeout(() => void send(), TRY_AGAIN_MS);
  };
  window.addEventListener("online", () => void send());
  window.addEventListener(KEPT, () => void send());
  window.addEventListener(THROUGH, () => void send(true));
  void send();
}

async function register(banner: HTMLElement): Promise<void> {
  await navigator.serviceWorker.register(banner.dataset["worker"] ?? "", { scope: "/staff/" });
  const { active } = await navigator.serviceWorker.ready;
  const made = performance.getEntriesByType("resource").map((one) => one.name);
  const here = location.pathname;
  // A page that came before the worker did is asked for again, once. By now the worker may have
  // taken it over: that it controls the page does not say that it has seen it come.
  const [came] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const keep = came && came.workerStart > 0 ? [] : [here];
  active?.postMessage({ files: made, keep: [...keep, banner.dataset["offlinePage"] ?? ""] });
}

function wipeAtSignOut(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form.fs-account, form[data-fs-wipe]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void wipe().finally(() => form.submit());
    });
  }
}

/** Words of before, whoever said them: sealed as they are, until each is answered; how many are left. */
async function sendWaiting(banner: HTMLElement, isThrough: boolean): Promise<number> {
  const all = await waitingWords();
  tell(banner, all.length);
  const refused: Answer[] = [];
  for (const batch of batches(notOfThisPage(all, isThrough))) {
    const answers = await post(banner, batch).catch(() => undefined);
    if (!answers) break;
    await letGo(answers.filter((one) => one.became !== "refused").map((one) => one.id));
    refused.push(...answers.filter((one) => one.became === "refused"));
  }
  const left = await waitingWords();
  tell(banner, left.length);
  tellRefused(banner, refused.filter((one) => left.some(({ id }) => id === one.id)), left);
  return left.length - refused.length;
}

/** What this page's own register can read, it sends itself; what was said after that follows it. */
function notOfThisPage(all: Waiting[], isThrough: boolean): Waiting[] {
  if (document.querySelector("[data-fs-register]") === null) return all;
  const own = isThrough ? -1 : all.findIndex((word) => word.own);
  return all.filter((word, place) => !word.own && (own === -1 || place < own));
}

function batches(words: Waiting[]): Waiting[][] {
  const found: Waiting[][] = [];
  let letters = MOST_LETTERS;
  for (const word of words) {
    const last = found[found.length - 1];
    letters += word.data.length;
    if (last && last.length < MOST_AT_ONCE && letters <= MOST_LETTERS) last.push(word);
    else {
      found.push([word]);
      letters = word.data.length;
    }
  }
  return found;
}

/** What the site will not keep: why, since when, and a way to let go of it. */
function tellRefused(banner: HTMLElement, refused: Answer[], waiting: Waiting[]): void {
  const list = banner.querySelector<HTMLElement>("[data-fs-not-kept]");
  if (!list) return;
  list.replaceChildren(...refused.map((answer) => {
    const at = new Date(waiting.find(({ id }) => id === answer.id)?.at ?? 0);
    const line = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fs-link-button";
    button.textContent = banner.dataset["letGo"] ?? "";
    button.addEventListener("click", () => {
      if (!window.confirm(banner.dataset["sure"] ?? "")) return;
      void letGo([answer.id]).then(() => window.dispatchEvent(new Event(KEPT)));
    });
    const said = at.toLocaleString(document.documentElement.lang, { weekday: "long", hour: "numeric", minute: "2-digit" });
    line.append(`${said}: ${answer.words ?? ""} `, button);
    return line;
  }));
}

async function post(banner: HTMLElement, words: Waiting[]): Promise<Answer[] | undefined> {
  const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? newId();
  const response = await fetch(banner.dataset["sealed"] ?? "", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ words: words.map(({ id, key, point, iv, data }) => ({ id, key, point, iv, data })) }),
    redirect: "manual",
  });
  // Whoever is signed in no more leaves no names.
  if (response.type === "opaqueredirect") await wipe();
  return response.ok ? ((await response.json()) as { entries: Answer[] }).entries : undefined;
}

function tell(banner: HTMLElement, count: number): void {
  banner.hidden = count === 0;
  const words = (count === 1 ? banner.dataset["one"] : banner.dataset["many"]) ?? "";
  const line = banner.querySelector<HTMLElement>("[data-fs-waiting-words]");
  if (line) line.textContent = words.replace("{count}", String(count));
}
