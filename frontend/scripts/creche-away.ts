// The crèche where there is no network: who is in, who was handed over to whom. Hands a child over only
// to who left it or whom they named; what is said goes the way of the register's other words.
import { adultsNeeded, isNearlyOver, minutesThere, type Span, type Step } from "./creche-rules.js";
import { type Other } from "./register-queue.js";

const LOOK_EVERY_MS = 20_000;

type Say = (kind: Other["kind"], more: Partial<Other>) => void;

export class CrecheAway {
  private readonly stays: HTMLElement;
  private readonly leaving: HTMLFormElement;
  private readonly out: HTMLFormElement;
  private readonly adults: HTMLFormElement;
  private readonly spans: Map<string, Span[]>;
  private readonly words: Record<string, string>;
  private chosen: HTMLElement | undefined;

  constructor(
    private readonly box: HTMLElement,
    private readonly list: HTMLElement,
    private readonly clock: () => string,
    private readonly say: Say,
  ) {
    this.adults = box.querySelector("[data-fs-creche-adults]") as HTMLFormElement;
    this.spans = new Map(Object.entries(read<Record<string, Span[]>>(box.dataset["spans"], {})));
    this.words = read(box.dataset["words"], {});
    this.stays = box.querySelector("[data-fs-stays]") as HTMLElement;
    this.leaving = box.querySelector("[data-fs-creche-in]") as HTMLFormElement;
    this.out = box.querySelector("[data-fs-creche-out]") as HTMLFormElement;
    for (const stay of this.rows()) this.draw(stay);
    this.adults.addEventListener("submit", (event) => this.staffed(event));
    this.leaving.addEventListener("submit", (event) => this.left(event));
    this.out.addEventListener("submit", (event) => this.handedOver(event));
    this.leaving.querySelector("[data-fs-cancel]")?.addEventListener("click", () => { box.hidden = true; });
    this.out.querySelector("[data-fs-cancel]")?.addEventListener("click", () => this.choose(undefined));
    window.setInterval(() => this.warn(), LOOK_EVERY_MS);
    this.warn();
  }

  open(): boolean {
    this.box.hidden = false;
    this.choose(undefined);
    this.offer();
    this.box.scrollIntoView({ block: "start" });
    this.box.querySelector<HTMLElement>("h2")?.focus();
    return true;
  }

  /** Draw what a word says: as it is said, and when the page is loaded again. */
  show(word: Other): void {
    if (word.kind === "creche_adults") this.box.dataset["adults"] = String(word.adults ?? "");
    else if (word.kind === "creche_in") this.addStay(word);
    else this.removeStay(word.stay ?? "", word.said_at);
    this.offer();
    this.warn();
  }

  /** A word that was not kept, and that nobody wants to say again. */
  takeBack(word: Other): void {
    if (word.kind === "creche_in") this.removeStay(word.id, word.said_at);
    this.warn();
  }

  nameOf(child: string): string {
    return this.tiles().find((tile) => tile.dataset["person"] === child)?.querySelector(".fs-tile__name")?.textContent?.trim() ?? "";
  }

  private rows(): HTMLElement[] {
    return [...this.stays.querySelectorAll<HTMLElement>("[data-stay]")];
  }

  private tiles(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[data-fs-tile]")];
  }

  /** Each child that is here and not in, with each adult of its family who is here. */
  private offer(): void {
    const here = this.tiles().filter((tile) => tile.dataset["status"] === "attended");
    const inside = new Set(this.rows().map((stay) => stay.dataset["child"]));
    const select = this.leaving.querySelector("select") as HTMLSelectElement;
    const options = here
      .filter((tile) => tile.hasAttribute("data-child") && !inside.has(tile.dataset["person"]))
      .flatMap((child) => here
        .filter((adult) => !adult.hasAttribute("data-child") && adult.dataset["family"] === child.dataset["family"])
        .map((adult) => {
          const [name, by] = [this.nameOf(child.dataset["person"] ?? ""), this.nameOf(adult.dataset["person"] ?? "")];
          const option = new Option((select.dataset["words"] ?? "").replace("{child}", name).replace("{adult}", by), by);
          option.dataset["child"] = child.dataset["person"] ?? "";
          option.dataset["family"] = child.dataset["family"] ?? "";
          return option;
        }));
    refill(select, options);
    const nobody = this.leaving.querySelector<HTMLElement>("[data-fs-creche-nobody]");
    if (nobody) nobody.hidden = options.length > 0;
  }

  private left(event: Event): void {
    event.preventDefault();
    const said = new FormData(this.leaving);
    const chosen = this.leaving.querySelector("select")?.selectedOptions[0];
    const { child, family } = chosen?.dataset ?? {};
    if (!chosen || !child || !family) return;
    const of = (name: string): string => String(said.get(name) ?? "").trim();
    this.say("creche_in", { child, family, left_by: chosen.value, phone: of("phone"), named: of("named"), must_know: of("must_know") });
    this.leaving.reset();
    this.offer();
  }

  private staffed(event: Event): void {
    event.preventDefault();
    this.say("creche_adults", { adults: Number(new FormData(this.adults).get("adults")) });
  }

  // --- What is short ---------------------------------------------------------------------------

  /** Say what is short by what this device knows, on the register too. It stops nobody. */
  private warn(): void {
    const rows = this.rows();
    const months = rows.map((stay) => (stay.dataset["months"] ? Number(stay.dataset["months"]) : null));
    const needed = rows.length > 0 ? adultsNeeded(months, read<Step[]>(this.box.dataset["each"], [])) : 0;
    const line = this.adults.querySelector<HTMLElement>("[data-fs-creche-needed]");
    if (line) {
      line.hidden = needed === 0;
      line.textContent = this.pattern(needed === 1 ? "needs_one" : "needs_many", { needed });
    }
    const words = [...(rows.length > 0 ? this.short(needed) : []), ...rows.flatMap((stay) => this.tooLong(stay))];
    const told = this.box.previousElementSibling as HTMLElement;
    const head = told.querySelector("p") ?? paragraph("govuk-body", this.words["as_known"] ?? "");
    const said = words.map((one) => paragraph("fs-creche__warning", one));
    // Said again only where it changed: it is read aloud.
    if (told.dataset["said"] !== words.join()) told.replaceChildren(head, ...said);
    told.dataset["said"] = words.join();
    told.hidden = words.length === 0;
  }

  private short(needed: number): string[] {
    const adults = this.box.dataset["adults"] ?? "";
    if (adults === "") return [this.words["unsaid"] ?? ""];
    if (Number(adults) >= needed) return [];
    return [this.pattern(needed === 1 ? "short_one" : "short_many", { needed, adults })];
  }

  private tooLong(stay: HTMLElement): string[] {
    const most = Number(this.box.dataset["most"]) || null;
    const minutes = minutesThere(this.spans.get(stay.dataset["child"] ?? "") ?? [], this.clock());
    if (!isNearlyOver(minutes, most)) return [];
    return [this.pattern("long", { minutes, name: stay.dataset["name"] ?? "" })];
  }

  private pattern(named: string, values: Record<string, string | number>): string {
    const fill = (words: string, [name, value]: [string, string | number]): string => words.replace(`{${name}}`, () => String(value));
    return Object.entries(values).reduce(fill, this.words[named] ?? "");
  }

  private handedOver(event: Event): void {
    event.preventDefault();
    const { stay, child } = this.chosen?.dataset ?? {};
    if (!stay || !child) return;
    const said = new FormData(this.out);
    this.say("creche_out", { stay, child, to: String(said.get("to") ?? ""), agreed_with: String(said.get("agreed_with") ?? "").trim() });
    this.choose(undefined);
  }

  /** A child that went; what it was there for counts on, until then. */
  private removeStay(id: string, until: string): void {
    const stay = this.rows().find((one) => one.dataset["stay"] === id);
    if (!stay) return;
    const spans = this.spans.get(stay.dataset["child"] ?? "") ?? [];
    for (const span of spans) span[1] ??= until;
    stay.remove();
  }

  private addStay(word: Other): void {
    const child = word.child ?? "";
    // It is there already: said before, or by another device that the page had heard of.
    if (this.rows().some((stay) => stay.dataset["child"] === child)) return;
    this.spans.set(child, [...(this.spans.get(child) ?? []), [word.said_at, null]]);
    const stay = document.createElement("li");
    stay.className = "fs-papers__one";
    const may = [word.left_by ?? "", ...(word.named ?? "").split(",").map((name) => name.trim())].filter(Boolean);
    Object.assign(stay.dataset, {
      stay: word.id, child, name: this.nameOf(child), phone: word.phone, mustKnow: word.must_know, may: JSON.stringify(may),
    });
    const tile = this.tiles().find((one) => one.dataset["person"] === child);
    if (tile?.dataset["months"]) stay.dataset["months"] = tile.dataset["months"];
    if (tile?.querySelector(".fs-tile__sign--stop")) stay.dataset["order"] = "";
    this.draw(stay);
    this.stays.append(stay);
  }

  private draw(stay: HTMLElement): void {
    const name = document.createElement("h3");
    name.className = "fs-papers__title";
    name.textContent = stay.dataset["name"] ?? "";
    const about = document.createElement("p");
    about.className = "fs-papers__when";
    const names = mayFetch(stay).join(", ");
    about.textContent = `${stay.dataset["phone"] ?? ""} · ${(this.stays.dataset["may"] ?? "").replace("{names}", names)}`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button fs-creche__out";
    button.textContent = `${this.stays.dataset["out"] ?? ""}: ${stay.dataset["name"] ?? ""}`;
    button.addEventListener("click", () => this.choose(stay));
    stay.replaceChildren(name, ...this.signs(stay), about, button);
  }

  /** What the door must know of the child: it stands beside it here too. */
  private signs(stay: HTMLElement): HTMLElement[] {
    const tile = this.tiles().find((one) => one.dataset["person"] === stay.dataset["child"]);
    const words = [...(tile?.querySelectorAll(".fs-tile__sign") ?? [])].map((one) => one.textContent?.trim() ?? "");
    return [...words, stay.dataset["mustKnow"] ?? ""].filter(Boolean).map((one) => paragraph("fs-creche__sign", one));
  }

  /** Ask who fetches a child; of nobody, ask who is left next. */
  private choose(stay: HTMLElement | undefined): void {
    this.chosen = stay;
    this.out.hidden = stay === undefined;
    this.leaving.hidden = stay !== undefined;
    if (!stay) return;
    this.out.reset();
    const whom = this.out.querySelector("[data-fs-creche-whom]");
    if (whom) whom.textContent = stay.dataset["name"] ?? "";
    const fetches = this.out.querySelector("select");
    if (fetches) refill(fetches, mayFetch(stay).map((name) => new Option(name)));
    const order = this.out.querySelector<HTMLElement>("[data-fs-creche-order]");
    const called = order?.querySelector("input");
    if (order && called) {
      order.hidden = !("order" in stay.dataset);
      called.required = !order.hidden;
    }
    this.out.scrollIntoView({ block: "nearest" });
    this.out.querySelector<HTMLElement>("select")?.focus();
  }
}

/** The first option asks; nobody is chosen before somebody chooses. */
function refill(select: HTMLSelectElement, options: HTMLOptionElement[]): void {
  select.replaceChildren(...[...select.options].slice(0, 1), ...options);
  select.selectedIndex = 0;
}

function paragraph(className: string, words: string): HTMLElement {
  const made = document.createElement("p");
  made.className = className;
  made.textContent = words;
  return made;
}

function read<T>(text: string | undefined, otherwise: T): T {
  return text ? (JSON.parse(text) as T) : otherwise;
}

function mayFetch(stay: HTMLElement): string[] {
  return JSON.parse(stay.dataset["may"] ?? "[]") as string[];
}
