// What else is said where there is no network: what happened, a worry, a roll call. Each is sealed to
// the site's key as soon as it is said; this device cannot read it afterwards, and any page sends it.
import { canKeep, keepSealed, type ServerKey } from "./offline-store.js";
import { isOver, newId, serverClock } from "./register-queue.js";
import { type Visitor, Visitors } from "./visitors-away.js";

/** That something was written down and may be sent. */
export const KEPT = "fs-kept";

type Value = string | number | string[] | { name: string; safe: boolean }[];

export class AwayForms {
  private readonly forms: HTMLFormElement[];
  private readonly clock: () => string;
  private readonly visitors: Visitors | undefined;

  constructor(private readonly box: HTMLElement) {
    this.clock = serverClock(box.dataset["now"] ?? new Date().toISOString());
    this.forms = canKeep ? [...box.querySelectorAll<HTMLFormElement>("form[data-fs-stands-for]")] : [];
    for (const form of this.forms) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        void this.submitted(form);
      });
      form.querySelector("[data-fs-cancel]")?.addEventListener("click", () => { form.hidden = true; });
      const kinds = form.querySelector<HTMLSelectElement>("[data-fs-relabels]");
      kinds?.addEventListener("change", () => relabel(form, kinds));
    }
    for (const link of box.querySelectorAll<HTMLAnchorElement>("a[data-fs-instead]")) {
      link.addEventListener("click", (event) => {
        if (this.open(link.pathname)) event.preventDefault();
      });
    }
    const visitors = canKeep ? box.querySelector<HTMLElement>("[data-fs-visitors]") : null;
    if (visitors) {
      const leaves = (visitor: Visitor): Promise<void> => this.keep({ kind: "visitor_out", visitor: visitor.id }).then(() => undefined);
      this.visitors = new Visitors(visitors, this.clock, leaves);
    }
  }

  /** Whether a form stands for a page. */
  standsFor(address: string): boolean {
    return this.formOf(address) !== undefined;
  }

  /** Show the form that stands for a page; false where there is none. */
  open(address: string): boolean {
    const form = this.formOf(address);
    if (!form) return false;
    const kinds = form.querySelector<HTMLSelectElement>("[data-fs-relabels]");
    if (kinds) relabel(form, kinds);
    const time = form.querySelector<HTMLInputElement>("input[type=time]");
    if (time && !time.value) time.value = clockWords(this.clock());
    this.listPeople(form);
    for (const one of this.forms) one.hidden = one !== form;
    // Nobody writes a long story first, to hear only then that this page keeps it no more.
    if (isOver(this.clock(), this.box.dataset["ends"])) {
      this.tell("ended");
      return true;
    }
    this.tell("");
    form.scrollIntoView({ block: "start" });
    form.querySelector<HTMLElement>("h2")?.focus();
    return true;
  }

  private formOf(address: string): HTMLFormElement | undefined {
    const own = (one: HTMLFormElement): string => one.dataset["fsStandsFor"] ?? " ";
    const found = this.forms.filter((one) => address.startsWith(own(one)));
    return found.sort((one, other) => own(other).length - own(one).length)[0];
  }

  private async submitted(form: HTMLFormElement): Promise<void> {
    if (lacksWords(form) || lacksName(form) || lacksSignature(form) || lacksNote(form)) return;
    const words = said(form);
    // What was written stays in a form that could not be kept.
    const kept = await this.keep(words).catch(() => undefined);
    if (!kept) return;
    form.reset();
    form.hidden = true;
    this.tell("kept", form.dataset["kept"]);
    if (words["kind"] === "visitor") {
      await this.visitors?.came({ id: kept.id, name: String(words["called"]), at: kept.said_at, left: false });
    }
  }

  /** Seal a word; throws, and says why, where that cannot be. */
  private async keep(words: Record<string, Value>): Promise<{ id: string; said_at: string }> {
    const { key, point, by, ends } = this.box.dataset;
    const word = { id: newId(), said_at: this.clock() };
    // The site takes what is said on the day of the page.
    if (isOver(word.said_at, ends)) {
      this.tell("ended");
      throw new Error("ended");
    }
    const server: ServerKey = { key: key ?? "", point: point ?? "", by: by ?? "" };
    try {
      await keepSealed({ ...word, ...words }, server);
    } catch (fault) {
      this.tell("failed");
      throw fault;
    }
    window.dispatchEvent(new Event(KEPT));
    return word;
  }

  private tell(what: "" | "kept" | "failed" | "ended", instead?: string): void {
    const told = this.box.querySelector<HTMLElement>("[data-fs-away-told]");
    if (!told) return;
    told.textContent = what ? (instead ?? told.dataset[what] ?? "") : "";
    told.hidden = what === "";
    if (what) told.scrollIntoView({ block: "center" });
  }

  /** Whoever this page's register has as present, children first. */
  private listPeople(form: HTMLFormElement): void {
    const here = [...document.querySelectorAll<HTMLElement>("[data-fs-list] [data-fs-tile][data-status=attended]")];
    here.sort((one, other) => Number(other.hasAttribute("data-child")) - Number(one.hasAttribute("data-child")));
    const people = [...new Map(here.map((tile) => [tile.dataset["person"] ?? "", tile])).entries()];
    const select = form.querySelector<HTMLSelectElement>("[data-fs-people]");
    const [choose, other] = select?.querySelectorAll("option:not([data-fs-person])") ?? [];
    if (select && choose && other) {
      const named = people.map(([person, tile]) => new Option(nameOn(tile), person));
      for (const option of named) option.dataset["fsPerson"] = "";
      select.replaceChildren(choose, ...named, other);
    }
    const roll = form.querySelector<HTMLElement>("[data-fs-roll]");
    if (!roll) return;
    const child = roll.dataset["child"] ?? "";
    roll.replaceChildren(...people.map(([person, tile]) => box("safe", person, nameOn(tile), tile.hasAttribute("data-child") ? child : "")));
    const visitors = this.visitors?.inside ?? [];
    const list = form.querySelector<HTMLElement>("[data-fs-roll-visitors]");
    list?.replaceChildren(...visitors.map(({ id, name }) => box("safe_visitor", id, name, list.dataset["visitor"] ?? "")));
    const nobody = form.querySelector<HTMLElement>("[data-fs-roll-nobody]");
    if (nobody) nobody.hidden = people.length + visitors.length > 0;
    const heads = form.querySelector<HTMLElement>("[data-fs-roll-heads]");
    if (heads) tellHeads(heads);
  }
}

/** How many the register has without a name, in words for the roll. */
function tellHeads(line: HTMLElement): void {
  const shown = [...document.querySelectorAll<HTMLElement>("[data-fs-heads]:not([hidden])")];
  const count = shown.map((one) => Number(one.textContent?.match(/\d+/)?.[0] ?? 0)).reduce((all, one) => all + one, 0);
  line.dataset["count"] = String(count);
  line.hidden = count === 0;
  line.textContent = ((count === 1 ? line.dataset["one"] : line.dataset["many"]) ?? "").replace("{count}", String(count));
}

function said(form: HTMLFormElement): Record<string, Value> {
  const data = new FormData(form);
  const words: Record<string, Value> = {};
  for (const [name, value] of data.entries()) if (name !== "safe" && name !== "safe_visitor") words[name] = String(value).trim();
  const people = form.querySelector<HTMLSelectElement>("[data-fs-people]");
  if (people) {
    const chosen = people.selectedOptions[0];
    const isKnown = chosen?.dataset["fsPerson"] !== undefined;
    words["person"] = isKnown ? people.value : "";
    if (isKnown) words["called"] = chosen?.textContent ?? "";
  }
  if (form.querySelector("[data-fs-roll]")) {
    words["people"] = [...form.querySelectorAll<HTMLInputElement>("[name=safe]")].map((one) => one.value);
    words["safe"] = data.getAll("safe").map(String);
    words["others"] = [...form.querySelectorAll<HTMLInputElement>("[name=safe_visitor]")].map((one) => ({ name: one.dataset["name"] ?? "", safe: one.checked }));
    words["heads"] = Number(form.querySelector<HTMLElement>("[data-fs-roll-heads]")?.dataset["count"] ?? 0);
  }
  for (const many of form.querySelectorAll<HTMLElement>("[data-fs-many]")) {
    const name = many.dataset["fsMany"] ?? "";
    words[name] = data.getAll(name).map(String);
    words[many.dataset["fsAll"] ?? ""] = [...many.querySelectorAll<HTMLInputElement>(`[name=${name}]`)].map((one) => one.value);
  }
  return words;
}

/** What is about somebody says about whom: chosen, or called. */
function lacksName(form: HTMLFormElement): boolean {
  const fault = form.querySelector<HTMLElement>("[data-fs-nobody-named]");
  if (!fault) return false;
  const { person, called } = said(form);
  const kind = form.querySelector<HTMLSelectElement>("[data-fs-relabels]")?.selectedOptions[0];
  fault.hidden = kind?.dataset["about"] === undefined || Boolean(person) || Boolean(called);
  if (!fault.hidden) form.querySelector<HTMLElement>("[data-fs-people]")?.focus();
  return !fault.hidden;
}

/** Whoever signs has read it and has a name; neither: they sign on paper. */
function lacksSignature(form: HTMLFormElement): boolean {
  const fault = form.querySelector<HTMLElement>("[data-fs-unsigned]");
  if (!fault) return false;
  const { has_read, signed_by } = said(form);
  fault.hidden = Boolean(has_read) === Boolean(signed_by);
  if (!fault.hidden) form.querySelector<HTMLElement>(`[name=${has_read ? "signed_by" : "has_read"}]`)?.focus();
  return !fault.hidden;
}

/** What was not ticked is not right: somebody says what they did about it. */
function lacksNote(form: HTMLFormElement): boolean {
  const fault = form.querySelector<HTMLElement>("[data-fs-not-right]");
  if (!fault) return false;
  const isFine = [...form.querySelectorAll<HTMLInputElement>("[name=fine]")].every((one) => one.checked);
  fault.hidden = isFine || Boolean(said(form)["note"]);
  if (!fault.hidden) form.querySelector<HTMLElement>("[name=note]")?.focus();
  return !fault.hidden;
}

/** Of some questions one has to be answered. */
function lacksWords(form: HTMLFormElement): boolean {
  const fault = form.querySelector<HTMLElement>("[data-fs-one-of]");
  if (!fault) return false;
  const names = (fault.dataset["fsOneOf"] ?? "").split(" ");
  const lacks = names.every((name) => !form.querySelector<HTMLTextAreaElement>(`[name=${name}]`)?.value.trim());
  fault.hidden = !lacks;
  if (lacks) form.querySelector<HTMLElement>(`[name=${names[0] ?? ""}]`)?.focus();
  return lacks;
}

/** What is asked of each kind, in its words. */
function relabel(form: HTMLFormElement, kinds: HTMLSelectElement): void {
  const chosen = kinds.selectedOptions[0];
  for (const name of ["happened", "done", "told"]) {
    const label = form.querySelector(`[data-fs-field=${name}] [data-fs-label]`);
    if (label) label.textContent = chosen?.dataset[name] ?? "";
  }
  const hint = form.querySelector("[data-fs-field=happened] [data-fs-hint]");
  if (hint) hint.textContent = chosen?.dataset["hint"] ?? "";
  const signs = form.querySelector<HTMLFieldSetElement>("[data-fs-signs]");
  // What is not asked is not said.
  if (signs) signs.hidden = signs.disabled = chosen?.dataset["signs"] === undefined;
}

function box(kind: string, id: string, called: string, about: string): HTMLElement {
  const item = document.createElement("li");
  const input = document.createElement("input");
  Object.assign(input, { className: "fs-roll__box", type: "checkbox", name: kind, value: id, id: `away-safe-${id}` });
  input.dataset["name"] = called;
  const label = document.createElement("label");
  label.className = "fs-roll__name";
  label.htmlFor = input.id;
  const name = document.createElement("bdi");
  name.textContent = called;
  label.append(name);
  if (about) {
    const note = document.createElement("span");
    note.className = "fs-roll__note";
    note.textContent = about;
    label.append(" ", note);
  }
  item.append(input, label);
  return item;
}

function nameOn(tile: HTMLElement): string {
  return tile.querySelector(".fs-tile__name")?.textContent?.trim() ?? "";
}

function clockWords(now: string): string {
  return new Date(now).toLocaleTimeString("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" });
}
