// What a register needs when there is no way through to its other pages: somebody new, heads, and
// that it is closed or opened again. Shows what was said; the page sends it with its other words.
import { CrecheAway } from "./creche-away.js";
import { newId, type Newcomer, type Notice, type Other } from "./register-queue.js";

const TWO_YEARS = 24;

/** What of the page this needs: saying a word, drawing a tile as present, counting again. */
export interface Register {
  say(kind: Other["kind"], more: Partial<Other>): void;
  present(tile: HTMLButtonElement): void;
  counted(): void;
  isEmpty(): boolean;
  clock(): string;
}

export class Away {
  private readonly forms = new Map<string, HTMLFormElement>();
  private readonly creche: CrecheAway | undefined;
  private row: Node | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly list: HTMLElement,
    private readonly register: Register,
  ) {
    for (const form of root.querySelectorAll<HTMLFormElement>("form[data-fs-without]")) {
      const name = form.dataset["fsWithout"] ?? "";
      this.forms.set(name, form);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.submitted(name, form);
      });
      form.querySelector("[data-fs-cancel]")?.addEventListener("click", () => this.hide(form));
    }
    const creche = root.querySelector<HTMLElement>("[data-fs-creche]");
    if (creche) this.creche = new CrecheAway(creche, list, register.clock, (kind, more) => register.say(kind, more));
    this.row = root.querySelector("[data-fs-row]")?.cloneNode(true);
    root.querySelector("[data-fs-more]")?.addEventListener("click", () => this.addRow());
  }

  /** Show a form in the place of the page it stands for; false where there is none. */
  open(name: string): boolean {
    if (name === "creche") return this.creche?.open() ?? false;
    const form = this.forms.get(name);
    if (!form) return false;
    const nobody = form.querySelector<HTMLElement>("[data-fs-nobody-came]");
    if (nobody) {
      nobody.hidden = !this.register.isEmpty();
      const box = nobody.querySelector("input");
      if (box) box.required = !nobody.hidden;
    }
    form.hidden = false;
    form.scrollIntoView({ block: "start" });
    form.querySelector<HTMLElement>("input, textarea")?.focus();
    return true;
  }

  get isShut(): boolean {
    return this.root.hasAttribute("data-shut");
  }

  /** Draw what a word says: as it is said, and when the page is loaded again. */
  show(word: Other): void {
    if (word.kind === "newcomers") this.drawFamily(word);
    else if (word.kind === "heads") this.drawHeads(word);
    else if (word.kind.startsWith("creche_")) this.creche?.show(word);
    else this.shut(word.kind === "close");
  }

  /** A word that was not kept, and that nobody wants to say again. */
  takeBack(word: Other): void {
    if (word.kind === "newcomers") document.getElementById(`family-${word.family ?? ""}`)?.remove();
    if (word.kind === "close") this.shut(false);
    this.creche?.takeBack(word);
  }

  nameOf(word: Other): string {
    if (word.kind === "newcomers") return (word.people ?? []).map(nameOf).join(", ");
    if (word.child) return this.creche?.nameOf(word.child) ?? "";
    return this.root.querySelector<HTMLElement>(`[data-fs-leave=${word.kind}]`)?.textContent?.trim() ?? "";
  }

  private submitted(name: string, form: HTMLFormElement): void {
    const said = new FormData(form);
    if (name === "newcomers") this.register.say("newcomers", { family: newId(), people: this.people(form), notice: shownNotice(form) });
    if (name === "heads" || name === "close") {
      for (const counter of ["us", "partner"]) {
        const count = String(said.get(counter) ?? "").trim();
        if (count) this.register.say("heads", { counted_by: counter, count: Number(count) });
      }
    }
    if (name === "close" || name === "reopen") this.register.say(name, { words: String(said.get("words") ?? "") });
    this.hide(form);
    form.reset();
    for (const row of [...form.querySelectorAll("[data-fs-row]")].slice(1)) row.remove();
  }

  private people(form: HTMLFormElement): Newcomer[] {
    return [...form.querySelectorAll<HTMLElement>("[data-fs-row]")].map((row) => {
      const of = (name: string): string => row.querySelector<HTMLInputElement>(`[name=${name}]`)?.value.trim() ?? "";
      const isChild = of("is") === "child";
      return {
        person: newId(),
        given_name: of("given_name"),
        initial: of("initial"),
        is: of("is"),
        months: isChild && of("age") ? Number(of("age")) * Number(of("unit")) : null,
      };
    });
  }

  private addRow(): void {
    const row = this.row?.cloneNode(true) as HTMLElement | undefined;
    if (!row) return;
    const rows = this.root.querySelectorAll<HTMLElement>("[data-fs-row]");
    rows[rows.length - 1]?.after(row);
    row.querySelector<HTMLElement>("input")?.focus();
  }

  private hide(form: HTMLFormElement): void {
    form.hidden = true;
    const name = form.dataset["fsWithout"] ?? "";
    this.root.querySelector<HTMLElement>(`[data-fs-leave="${name}"]`)?.focus();
  }

  private drawFamily(word: Other): void {
    const family = word.family ?? "";
    const template = this.root.querySelector<HTMLTemplateElement>("template[data-fs-new]");
    if (!template || document.getElementById(`family-${family}`)) return;
    const card = template.content.firstElementChild?.cloneNode(true) as HTMLElement;
    const tiles = card.querySelector<HTMLElement>(".fs-tiles");
    const blank = tiles?.firstElementChild;
    const people = word.people ?? [];
    card.id = `family-${family}`;
    card.dataset["fsCard"] = family;
    card.setAttribute("aria-labelledby", `${card.id}-name`);
    const title = card.querySelector<HTMLElement>(".fs-listed__name");
    if (title) {
      title.id = `${card.id}-name`;
      title.textContent = people[0] ? nameOf(people[0]) : "";
    }
    const drawn = people.map((person) => {
      const one = blank?.cloneNode(true) as HTMLElement;
      const tile = one.querySelector<HTMLButtonElement>("[data-fs-tile]") as HTMLButtonElement;
      tile.dataset["person"] = person.person;
      tile.dataset["family"] = family;
      tile.toggleAttribute("data-child", person.is === "child");
      const name = tile.querySelector(".fs-tile__name bdi");
      if (name) name.textContent = nameOf(person);
      tile.querySelector(".fs-tile__about")?.prepend(this.about(person));
      tiles?.append(one);
      return tile;
    });
    blank?.remove();
    this.list.append(card);
    this.root.querySelector("[data-fs-nobody]")?.remove();
    for (const tile of drawn) this.register.present(tile);
    this.register.counted();
  }

  private about(person: Newcomer): string {
    const label = (name: string, value: string): string =>
      this.forms.get("newcomers")?.querySelector(`[name=${name}] [value="${value}"]`)?.textContent ?? "";
    const { months } = person;
    if (months === null) return label("is", person.is);
    return months < TWO_YEARS ? `${months} ${label("unit", "1")}` : `${Math.floor(months / 12)} ${label("unit", "12")}`;
  }

  private drawHeads(word: Other): void {
    const line = this.root.querySelector<HTMLElement>(`[data-fs-heads=${word.counted_by ?? ""}]`);
    if (!line) return;
    line.textContent = (line.dataset["words"] ?? "").replace("{count}", String(word.count ?? 0));
    line.hidden = false;
  }

  private shut(shut: boolean): void {
    this.root.toggleAttribute("data-shut", shut);
    const told = this.root.querySelector<HTMLElement>("[data-fs-shut]");
    if (told) told.hidden = !shut;
    for (const button of this.list.querySelectorAll("button")) button.disabled = shut;
    if (shut) told?.querySelector("h2")?.focus();
  }
}

/** Which notice they were shown, in which language; null: none yet. */
function shownNotice(form: HTMLFormElement): Notice | null {
  const select = form.querySelector<HTMLSelectElement>("[data-fs-notice]");
  return select?.value ? { version: select.dataset["fsNotice"] ?? "", language: select.value } : null;
}

function nameOf(person: Newcomer): string {
  return `${person.given_name} ${person.initial}`.trim();
}
