// A box to write in with a list under it, as WAI-ARIA describes: arrows move, Enter chooses, Escape
// closes. What is chosen means, the caller knows.

export interface Choice {
  key: string;
  title: string;
  text?: string;
  lang?: string;
  dir?: string;
}

type Chosen = (choice: Choice, aside: boolean) => void;

export class Combobox {
  private readonly list = document.createElement("ul");
  private readonly popup = document.createElement("div");
  private readonly head = document.createElement("p");
  private readonly status = document.createElement("p");
  private choices: readonly Choice[] = [];
  private active = -1;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly chosen: Chosen,
  ) {
    const id = `${input.id}-list`;
    this.list.id = id;
    this.list.className = "fs-combobox__list";
    this.list.setAttribute("role", "listbox");
    const name = input.getAttribute("aria-label") ?? input.labels?.[0]?.textContent?.trim();
    this.list.setAttribute("aria-label", name ?? "");
    this.head.className = "fs-combobox__head";
    this.head.setAttribute("aria-hidden", "true");
    this.popup.className = "fs-combobox__popup";
    this.popup.hidden = true;
    this.popup.append(this.head, this.list);
    this.status.className = "govuk-visually-hidden";
    this.status.setAttribute("role", "status");
    input.after(this.popup, this.status);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", id);
    input.setAttribute("aria-expanded", "false");
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => this.close());
    // The box keeps the focus while one points at the list.
    this.popup.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.clicked(event));
  }

  get isOpen(): boolean {
    return !this.popup.hidden;
  }

  /** Show a list, and how many there are; an empty list shows the words alone. */
  show(choices: readonly Choice[], words: string): void {
    this.choices = choices;
    this.head.textContent = words;
    this.head.hidden = words === "";
    this.list.hidden = choices.length === 0;
    this.list.replaceChildren(...choices.map((choice, index) => this.option(choice, index)));
    this.popup.hidden = choices.length === 0 && words === "";
    this.input.setAttribute("aria-expanded", String(choices.length > 0));
    this.status.textContent = words;
    this.point(-1);
    if (this.isOpen) {
      this.popup.scrollIntoView({ block: "nearest" });
    }
  }

  close(): void {
    this.popup.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.status.textContent = "";
    this.point(-1);
  }

  private option(choice: Choice, index: number): HTMLLIElement {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.className = "fs-combobox__option";
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(isolated(choice.title, "fs-combobox__title", choice));
    if (choice.text) {
      item.append(" ", isolated(choice.text, "fs-combobox__text", {}));
    }
    return item;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) {
      return;
    }
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined && this.isOpen && this.choices.length > 0) {
      event.preventDefault();
      const count = this.choices.length;
      const from = this.active < 0 && step < 0 ? 0 : this.active;
      this.point((from + step + count) % count);
    } else if (event.key === "Enter" && this.isOpen && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active, event.ctrlKey || event.metaKey);
    } else if (event.key === "Escape" && this.isOpen) {
      // The browser would empty the box.
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab") {
      this.close();
    }
  }

  private clicked(event: MouseEvent): void {
    const item = (event.target as Element).closest("[role=option]");
    const index = item ? [...this.list.children].indexOf(item) : -1;
    if (index >= 0) {
      this.choose(index, event.ctrlKey || event.metaKey);
    }
  }

  private choose(index: number, aside: boolean): void {
    const choice = this.choices[index];
    if (choice) {
      this.close();
      this.chosen(choice, aside);
    }
  }

  private point(index: number): void {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const item = this.list.children[index];
    if (item) {
      item.setAttribute("aria-selected", "true");
      this.input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }
}

// Names may run the other way than the page.
function isolated(words: string, className: string, how: { lang?: string; dir?: string }): HTMLElement {
  const element = document.createElement("bdi");
  element.className = className;
  element.textContent = words;
  if (how.lang) {
    element.lang = how.lang;
  }
  if (how.dir) {
    element.dir = how.dir;
  }
  return element;
}
