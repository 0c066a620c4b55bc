// Takes a register without waiting for the network: taps are shown at once, kept in this page, and
// sent until the server has answered each. Without script the same buttons send a form.
import { AwayForms } from "./away-forms.js";
import { canKeep, keepWord, letGo, ownWords, type ServerKey, wipe } from "./offline-store.js";
import { Away } from "./register-away.js";
import { type Answer, isOver, type Mark, newId, type Other, Queue, type Sent, serverClock, THROUGH, type Told, type Word } from "./register-queue.js";

const ATTENDED = "attended";
const ABSENT = "did_not_attend";
const TAKEN_BACK = "taken_back";
const PAUSE_MS = 250;
const SHORTEST = 2;
const TIMEOUT_MS = 15_000;
const PROBE_MS = 3_000;

export function takeRegister(root: HTMLElement): void {
  const form = root.querySelector<HTMLFormElement>("[data-fs-cards]");
  const list = root.querySelector<HTMLElement>("[data-fs-list]");
  if (form && list) new RegisterPage(root, list, form).listen();
}

class RegisterPage {
  private readonly queue: Queue;
  private readonly without: Away;
  private readonly away: AwayForms | undefined;
  private readonly clock: () => string;
  private readonly session: string;
  private token: string;
  private troubled = false;
  private counted = { children: 0, adults: 0, families: 0 };
  private refused: { word: Word; why: string }[] = [];
  private readonly notes = new Set<string>();
  // What the server last said of each, to go back to where it does not keep a word.
  private readonly kept = new Map<string, string>();
  // What waits is written down too, one after the other, so that no answer overtakes its word.
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly root: HTMLElement,
    private readonly list: HTMLElement,
    form: HTMLFormElement,
  ) {
    this.session = root.dataset["session"] ?? "";
    this.clock = serverClock(root.dataset["now"] ?? new Date().toISOString());
    this.token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    this.queue = new Queue(
      (words) => this.send(words),
      (word, answer) => this.answered(word, answer),
      (told) => this.tell(told),
      // What is answered is crossed out first: it would be said to wait still.
      () => void this.writing.then(() => window.dispatchEvent(new Event(THROUGH))),
    );
    const away = root.querySelector<HTMLElement>("[data-fs-away]");
    this.away = away ? new AwayForms(away) : undefined;
    this.without = new Away(root, list, {
      say: (kind, more) => this.sayOther({ id: newId(), kind, session: this.session, said_at: this.clock(), ...more }),
      present: (tile) => this.draw(tile, ATTENDED),
      counted: () => this.count(),
      clock: this.clock,
      isEmpty: () => this.tiles(this.root).every((tile) => tile.dataset["status"] !== ATTENDED),
    });
  }

  listen(): void {
    this.root.addEventListener("click", (event) => this.tapped(event));
    this.listenToLinks();
    const same = this.root.querySelector<HTMLFormElement>("[data-fs-same]");
    same?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.sayTicked(same);
    });
    this.listenToSearch();
    window.addEventListener("online", () => void this.queue.flush());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) void this.queue.flush();
    });
    // Whoever leaves while something waits is asked first.
    window.addEventListener("beforeunload", (event) => {
      if (this.queue.waiting > 0 || this.refused.length > 0) event.preventDefault();
    });
    this.counted = this.here();
    this.tell({ waiting: 0, away: false, signedOut: false });
    if (canKeep) void this.takeUp();
  }

  /** Links of the page that wait for what was tapped; and all that a form can stand for. */
  private listenToLinks(): void {
    const own = this.root.querySelectorAll<HTMLAnchorElement>("[data-fs-leave]");
    const others = [...document.querySelectorAll<HTMLAnchorElement>("footer a[href]")].filter((link) => this.away?.standsFor(link.pathname));
    for (const link of [...own, ...others]) {
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        void this.leave(link);
      });
    }
  }

  /** What was tapped here before the page was loaded again, and is not answered yet. */
  private async takeUp(): Promise<void> {
    const words = (await ownWords().catch(() => [])).filter((word) => word.session === this.session);
    const known = words.filter((word) => (word.kind ? !this.queue.has(word.id) : !this.queue.holds(word.person)));
    for (const word of known) {
      if (word.kind) {
        this.without.show(word);
        continue;
      }
      for (const tile of this.tiles(this.list)) {
        const key = this.key(tile);
        if (key !== `${word.family} ${word.person}`) continue;
        if (!this.kept.has(key)) this.kept.set(key, tile.dataset["status"] ?? "");
        this.draw(tile, word.status);
      }
    }
    this.count();
    if (known.length > 0) this.queue.add(known);
  }

  private writeDown(words: Word[]): void {
    const { key, point, by, ends } = this.root.dataset;
    if (words.some((word) => isOver(word.said_at, ends))) {
      this.notes.add(this.root.dataset["ended"] ?? "");
      this.fault();
    }
    if (!canKeep || !key || !point || !by) return;
    const server: ServerKey = { key, point, by };
    this.writing = this.writing
      .then(async () => { for (const word of words) await keepWord(word, server); })
      .catch(() => undefined);
  }

  private cross(id: string): void {
    if (!canKeep) return;
    this.writing = this.writing.then(() => letGo([id])).catch(() => undefined);
  }

  // --- What is tapped --------------------------------------------------------------------------

  private tapped(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const button = target.closest<HTMLButtonElement>("[data-fs-tile], [data-fs-all], [data-fs-absent], [data-fs-present]");
    if (!button) return;
    const card = button.closest<HTMLElement>("[data-fs-card]");
    if (!card) return;
    event.preventDefault();
    const tiles = this.tiles(card);
    if (button.matches("[data-fs-tile]")) {
      this.say([button], button.dataset["status"] === ATTENDED ? TAKEN_BACK : ATTENDED);
    } else if (button.matches("[data-fs-all]")) {
      this.say(tiles.filter((tile) => tile.dataset["status"] !== ATTENDED), ATTENDED);
      // The button goes away under the finger; the keyboard stays with the family.
      card.focus();
    } else if (button.matches("[data-fs-absent]")) {
      this.say(tiles.filter((tile) => !tile.dataset["status"]), ABSENT);
      card.focus();
    } else {
      this.say(tiles.filter((tile) => tile.dataset["status"] === ABSENT), TAKEN_BACK);
      card.focus();
    }
  }

  private sayTicked(same: HTMLFormElement): void {
    const ticked = [...same.querySelectorAll<HTMLInputElement>("input[name=people]:checked")];
    const wanted = new Set(ticked.map((box) => box.value));
    const tiles = this.tiles(this.list).filter((tile) => wanted.has(`${tile.dataset["family"]} ${tile.dataset["person"]}`));
    this.say(tiles.filter((tile) => tile.dataset["status"] !== ATTENDED), ATTENDED);
    same.hidden = true;
    this.list.querySelector<HTMLElement>("[data-fs-card]")?.focus();
  }

  private say(tiles: HTMLElement[], status: string): void {
    const words = tiles.map((tile) => ({
      id: newId(),
      session: this.session,
      person: tile.dataset["person"] ?? "",
      family: tile.dataset["family"] ?? "",
      status,
      said_at: this.clock(),
    }));
    for (const tile of tiles) {
      const key = this.key(tile);
      if (!this.kept.has(key)) this.kept.set(key, tile.dataset["status"] ?? "");
      this.draw(tile, status);
      if (status === ATTENDED) this.only(tile);
    }
    this.writeDown(words);
    this.queue.add(words);
    this.count();
  }

  private sayOther(word: Other): void {
    this.without.show(word);
    this.writeDown([word]);
    this.queue.add([word]);
  }

  /** A child of two homes comes with one of them. */
  private only(tile: HTMLElement): void {
    for (const other of this.tiles(this.root)) {
      const same = other !== tile && other.dataset["person"] === tile.dataset["person"];
      if (same && other.dataset["status"] === ATTENDED) this.draw(other, TAKEN_BACK);
    }
  }

  /** Families that were looked for go on the list once somebody of them was tapped. */
  private adopt(found: HTMLElement): void {
    for (const card of found.querySelectorAll<HTMLElement>("[data-fs-card]")) {
      if (!this.tiles(card).some((tile) => tile.dataset["status"] || this.kept.has(this.key(tile)))) continue;
      this.list.append(card);
      this.root.querySelector("[data-fs-nobody]")?.remove();
    }
  }

  // --- What is shown ---------------------------------------------------------------------------

  private tiles(within: HTMLElement): HTMLButtonElement[] {
    return [...within.querySelectorAll<HTMLButtonElement>("[data-fs-tile]")];
  }

  private key(tile: HTMLElement): string {
    return `${tile.dataset["family"]} ${tile.dataset["person"]}`;
  }

  private draw(tile: HTMLElement, status: string): void {
    const said = status === TAKEN_BACK ? "" : status;
    const next = said === ATTENDED ? TAKEN_BACK : ATTENDED;
    tile.dataset["status"] = said;
    tile.setAttribute("aria-pressed", String(said === ATTENDED));
    (tile as HTMLButtonElement).value = `${next} ${this.key(tile)}`;
    const note = tile.querySelector<HTMLElement>("[data-fs-note]");
    if (note) note.textContent = said === ABSENT ? ` · ${this.root.dataset["absent"] ?? ""}` : "";
    const card = tile.closest<HTMLElement>("[data-fs-card]");
    if (card) this.offer(card);
  }

  /** Which buttons of a card still have something to say. */
  private offer(card: HTMLElement): void {
    const statuses = this.tiles(card).map((tile) => tile.dataset["status"] ?? "");
    const shown: [string, boolean][] = [
      ["[data-fs-all]", statuses.filter((status) => status !== ATTENDED).length > 1],
      ["[data-fs-absent]", statuses.includes("")],
      ["[data-fs-present]", statuses.includes(ABSENT)],
    ];
    for (const [selector, isShown] of shown) {
      const button = card.querySelector<HTMLElement>(selector);
      if (button) button.hidden = !isShown;
    }
  }

  /** Who is here, each once: a child of two homes has a tile in both. */
  private count(): void {
    const before = this.counted;
    const now = this.here();
    for (const key of ["children", "adults", "families"] as const) {
      const figure = this.root.querySelector<HTMLElement>(`[data-fs-count=${key}]`);
      if (!figure) continue;
      const count = Number(figure.textContent?.replaceAll(",", "") ?? 0) + now[key] - before[key];
      figure.textContent = String(count);
      const word = figure.parentElement?.querySelector<HTMLElement>("[data-many]");
      if (word) word.textContent = (count === 1 ? word.dataset["one"] : word.dataset["many"]) ?? "";
    }
    this.counted = now;
  }

  private here(): { children: number; adults: number; families: number } {
    const tiles = this.tiles(this.root).filter((tile) => tile.dataset["status"] === ATTENDED);
    const people = new Map(tiles.map((tile) => [tile.dataset["person"], tile.hasAttribute("data-child")]));
    const children = [...people.values()].filter(Boolean).length;
    const families = new Set(tiles.map((tile) => tile.dataset["family"])).size;
    return { children, adults: people.size - children, families };
  }

  /** Say something to those who do not look; what was said already is not said again. */
  private hear(words: string): void {
    const heard = this.root.querySelector<HTMLElement>("[data-fs-heard]");
    if (heard && heard.textContent !== words) heard.textContent = words;
  }

  private tell(told: Told): void {
    const state = this.root.querySelector<HTMLElement>("[data-fs-state]");
    if (!state) return;
    const { waiting, away, signedOut } = told;
    state.hidden = false;
    state.toggleAttribute("data-waits", waiting > 0);
    // Whoever was signed out, or whose account was closed, leaves no names on the screen.
    this.root.toggleAttribute("data-locked", signedOut);
    const data = this.root.dataset;
    const words = signedOut ? data["signedOut"] : away ? data["waiting"] : data["saving"];
    state.textContent = waiting === 0 ? (data["saved"] ?? "") : `${words ?? ""} ${waiting}`;
    // That every tap is saved need not be heard; that taps wait must be, and that they did.
    const troubled = waiting > 0 && (signedOut || away);
    if (troubled || (this.troubled && waiting === 0)) this.hear(state.textContent);
    this.troubled = troubled || (this.troubled && waiting > 0);
    for (const tile of this.tiles(this.root)) {
      tile.toggleAttribute("data-waits", waiting > 0 && this.queue.holds(tile.dataset["person"] ?? ""));
    }
  }

  // --- What the server says --------------------------------------------------------------------

  private answered(word: Word, answer: Answer): void {
    if (word.kind) this.answeredOther(word, answer);
    else this.answeredMark(word, answer);
  }

  private answeredOther(word: Other, answer: Answer): void {
    if (answer.became === "refused") this.refused.push({ word, why: answer.words ?? "" });
    else this.cross(word.id);
    this.fault();
    // What the site says of a closed register takes the place of what this page does.
    const isDone = this.queue.waiting === 0 && this.refused.length === 0;
    if (this.without.isShut && isDone) void this.writing.then(() => location.reload());
  }

  private answeredMark(word: Mark, answer: Answer): void {
    const key = `${word.family} ${word.person}`;
    if (answer.became !== "refused") this.cross(word.id);
    if (answer.became === "refused") {
      this.refused.push({ word, why: answer.words ?? "" });
      for (const tile of this.tiles(this.root)) {
        if (this.key(tile) === key && !this.queue.holds(word.person)) this.draw(tile, this.kept.get(key) ?? "");
      }
      this.count();
    } else if (answer.became !== "older") {
      this.kept.set(key, word.status === TAKEN_BACK ? "" : word.status);
    }
    if (answer.clock_words) this.notes.add(answer.clock_words);
    this.fault(answer.also_at?.length ? { word, others: answer.also_at } : undefined);
  }

  private fault(twice?: { word: Mark; others: string[] }): void {
    const box = this.root.querySelector<HTMLElement>("[data-fs-faults]");
    if (!box) return;
    if (twice) {
      const name = this.nameOf(twice.word);
      this.notes.add((this.root.dataset["twice"] ?? "").replace("{name}", name).replace("{other}", twice.others.join(", ")));
    }
    const lines = [
      ...this.refused.map(({ word, why }) => `${this.root.dataset["notKept"] ?? ""} ${this.nameOf(word)}. ${why}`),
      ...this.notes,
    ];
    box.replaceChildren(
      ...lines.map((words) => {
        const line = document.createElement("p");
        line.className = "govuk-body";
        line.textContent = words;
        return line;
      }),
    );
    box.hidden = lines.length === 0;
    if (this.refused.length > 0) box.append(this.offerAgain("again", (words) => this.sayAgain(words)), this.offerAgain("letGo", (words) => this.forget(words)));
  }

  private offerAgain(named: "again" | "letGo", then: (words: Word[]) => void): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary";
    button.textContent = this.root.dataset[named] ?? "";
    button.addEventListener("click", () => {
      const words = this.refused.map(({ word }) => word);
      this.refused = [];
      this.notes.clear();
      then(words);
      this.fault();
      this.count();
    });
    return button;
  }

  private sayAgain(words: Word[]): void {
    for (const tile of this.tiles(this.root)) {
      const word = words.filter((one): one is Mark => !one.kind && `${one.family} ${one.person}` === this.key(tile)).pop();
      if (word) this.draw(tile, word.status);
    }
    this.queue.add(words);
  }

  /** What will never be kept, and what somebody has read: it waits no more. */
  private forget(words: Word[]): void {
    for (const word of words) {
      this.cross(word.id);
      if (word.kind) this.without.takeBack(word);
    }
  }

  private nameOf(word: Word): string {
    if (word.kind) return this.without.nameOf(word);
    const tile = this.tiles(this.root).find((one) => this.key(one) === `${word.family} ${word.person}`);
    return tile?.querySelector(".fs-tile__name")?.textContent?.trim() ?? "";
  }

  private async send(words: Word[]): Promise<Sent> {
    const response = await this.post(words);
    if (response.type === "opaqueredirect") {
      await wipe().catch(() => undefined);
      return { signedOut: true };
    }
    if (response.status === 403) {
      // Signed in again in another tab: the page's token is of the sign-in before.
      await this.renewToken();
      return { away: true };
    }
    if (!response.ok) return { away: true };
    const answer = (await response.json()) as { entries: Answer[] };
    return { answers: answer.entries };
  }

  private async post(words: Word[]): Promise<Response> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), TIMEOUT_MS);
    try {
      return await fetch(this.root.dataset["batch"] ?? "", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
        body: JSON.stringify({ entries: words }),
        redirect: "manual",
        signal: late.signal,
      });
    } finally {
      clearTimeout(timer);
    }
  }

  private async renewToken(): Promise<void> {
    const page = await fetch(location.pathname, { redirect: "error", cache: "no-store" });
    const read = new DOMParser().parseFromString(await page.text(), "text/html");
    const token = read.querySelector<HTMLInputElement>("[data-fs-cards] [name=csrfmiddlewaretoken]")?.value;
    if (!token) return;
    this.token = token;
    for (const input of this.root.querySelectorAll<HTMLInputElement>("[name=csrfmiddlewaretoken]")) input.value = token;
  }

  /** To another page once all is saved; where there is no way to it, to the form that stands for it. */
  private async leave(link: HTMLAnchorElement): Promise<void> {
    await this.queue.flush();
    for (let waited = 0; waited < PROBE_MS && this.queue.waiting > 0 && !this.queue.isAway; waited += 100) {
      await new Promise((done) => setTimeout(done, 100));
    }
    if (this.queue.waiting === 0 && (await this.isThrough())) location.assign(link.href);
    else if (!this.without.open(link.dataset["fsLeave"] ?? "") && !this.away?.open(link.pathname)) this.root.querySelector<HTMLElement>("[data-fs-bar]")?.scrollIntoView();
  }

  private async isThrough(): Promise<boolean> {
    if (!navigator.onLine) return false;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), PROBE_MS);
    return fetch(this.root.dataset["here"] ?? "", { redirect: "manual", cache: "no-store", signal: late.signal })
      .then(() => true, () => false)
      .finally(() => clearTimeout(timer));
  }

  // --- Who is not on the list ------------------------------------------------------------------

  private listenToSearch(): void {
    const search = this.root.querySelector<HTMLFormElement>("[data-fs-find]");
    const input = search?.querySelector<HTMLInputElement>("input[name=q]");
    const found = this.root.querySelector<HTMLElement>("[data-fs-found]");
    if (!search || !input || !found) return;
    let pause: number | undefined;
    let asked: AbortController | undefined;
    const ask = async (): Promise<void> => {
      asked?.abort();
      this.adopt(found);
      const written = input.value.trim();
      if (written.length < SHORTEST) {
        found.replaceChildren();
        return;
      }
      const controller = new AbortController();
      asked = controller;
      try {
        const page = await this.find(written, controller.signal);
        this.adopt(found);
        this.show(found, page);
      } catch (fault) {
        if ((fault as Error).name === "AbortError") return;
        found.textContent = this.root.dataset["offline"] ?? "";
        this.hear(found.textContent);
      }
    };
    input.addEventListener("input", () => {
      clearTimeout(pause);
      pause = window.setTimeout(() => void ask(), PAUSE_MS);
    });
    search.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(pause);
      void ask();
    });
  }

  private async find(written: string, signal: AbortSignal): Promise<string> {
    const address = new URL(this.root.dataset["search"] ?? "", location.href);
    address.searchParams.set("q", written);
    address.searchParams.set("part", "1");
    const response = await fetch(address, { signal, redirect: "error" });
    if (!response.ok) throw new Error(String(response.status));
    return response.text();
  }

  /** What was found; who is on the list already is shown as the list shows them. */
  private show(found: HTMLElement, page: string): void {
    const part = new DOMParser().parseFromString(page, "text/html");
    for (const card of part.querySelectorAll<HTMLElement>("[data-fs-card]")) {
      const held = this.list.querySelector<HTMLElement>(`[data-fs-card="${card.dataset["fsCard"]}"]`);
      if (held) {
        const link = document.createElement("p");
        link.className = "govuk-body";
        const anchor = document.createElement("a");
        anchor.className = "govuk-link fs-register__way";
        anchor.href = `#${held.id}`;
        anchor.textContent = `${held.querySelector(".fs-listed__name")?.textContent ?? ""}: ${this.root.dataset["onList"] ?? ""}`;
        link.append(anchor);
        card.replaceWith(link);
      }
    }
    found.replaceChildren(...part.body.childNodes);
    this.hear(found.firstElementChild?.textContent?.trim() ?? "");
    this.counted = this.here();
  }
}
