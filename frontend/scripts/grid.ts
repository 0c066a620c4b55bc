// The grid of a term: rows are added and copied, rooms and names offered, without asking the server.
// Without script the same buttons do ask.

const MOST = 150;
const MORE = 3;

function renumber(root: Element, from: string, to: string): void {
  for (const element of root.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes(from)) element.setAttribute(name, value.replaceAll(from, to));
    }
  }
}

// Puts the number of a row into its words.
function count(root: Node, number: string): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    node.textContent = (node.textContent ?? "").replaceAll("__count__", number);
  }
}

function controls(row: Element): (HTMLInputElement | HTMLSelectElement)[] {
  return [...row.querySelectorAll<HTMLInputElement | HTMLSelectElement>("input, select")];
}

class Grid {
  private readonly form: HTMLFormElement;
  private readonly count: HTMLInputElement;
  private readonly template: HTMLTemplateElement;
  private isChanged: boolean;

  constructor(form: HTMLFormElement, count: HTMLInputElement, template: HTMLTemplateElement) {
    this.form = form;
    this.count = count;
    this.template = template;
    this.isChanged = form.dataset["unsaved"] === "yes";
    form.addEventListener("input", (event) => this.changed(event.target as HTMLElement));
    form.addEventListener("click", (event) => this.clicked(event));
    form.addEventListener("submit", () => {
      this.isChanged = false;
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.isChanged) event.preventDefault();
    });
  }

  private add(before: Element): HTMLElement | null {
    const number = Number(this.count.value);
    if (number >= MOST) return null;
    const holder = document.createElement("div");
    // The template is our own page's, with a number where a row has one.
    holder.append(this.template.content.cloneNode(true));
    renumber(holder, "__number__", String(number));
    const row = holder.firstElementChild as HTMLElement;
    count(row, String(number + 1));
    before.before(row);
    this.count.value = String(number + 1);
    return row;
  }

  private say(words: string | undefined): void {
    const said = this.form.querySelector("[data-fs-grid-said]");
    if (said && words) said.textContent = words;
  }

  private clicked(event: Event): void {
    const target = event.target as HTMLElement;
    const said = this.form.querySelector<HTMLElement>("[data-fs-grid-said]");
    if (target.closest("[data-fs-grid-more]")) {
      event.preventDefault();
      let first: HTMLElement | null = null;
      for (let added = 0; added < MORE; added += 1) {
        const row = this.add(this.template);
        first ??= row;
      }
      first?.querySelector<HTMLInputElement>("input[type=text]")?.focus();
      this.say(said?.dataset["added"]);
    }
    const copies = target.closest("[data-fs-grid-copy]")?.closest<HTMLElement>("[data-fs-grid-row]");
    if (copies) {
      event.preventDefault();
      this.copy(copies);
      this.say(said?.dataset["copied"]);
    }
  }

  private copy(source: HTMLElement): void {
    const row = this.add(source.nextElementSibling ?? this.template);
    if (!row) return;
    const from = controls(source);
    controls(row).forEach((control, place) => {
      const original = from[place];
      if (!original || original.matches("[data-fs-grid-series], [data-fs-grid-gone]")) return;
      if (control instanceof HTMLInputElement && control.type === "checkbox") {
        control.checked = (original as HTMLInputElement).checked;
      } else {
        control.value = original.value;
      }
      const list = original.getAttribute("list");
      if (list) control.setAttribute("list", list);
    });
    this.isChanged = true;
    row.querySelector<HTMLInputElement>("input[type=text]")?.focus();
  }

  private changed(control: HTMLElement): void {
    this.isChanged = true;
    const row = control.closest<HTMLElement>("[data-fs-grid-row]");
    if (!row || !(control instanceof HTMLInputElement)) return;
    if (control.matches("[data-fs-grid-gone]")) {
      row.classList.toggle("fs-grid__row--gone", control.checked);
    }
    if (control.dataset["listing"] === "site") this.offerRooms(row, control.value);
    if (control.dataset["listing"] === "workers") this.offerNames(control);
  }

  // Only the rooms of the site.
  private offerRooms(row: HTMLElement, site: string): void {
    const room = row.querySelector<HTMLInputElement>("[data-listing=room]");
    const options = [...this.form.querySelectorAll<HTMLOptionElement>("#sites option")];
    const code = options.find((option) => option.value === site)?.dataset["code"];
    if (!room) return;
    const own = code ? `rooms-${code}` : "";
    room.setAttribute("list", own && document.getElementById(own) ? own : "rooms");
  }

  // Of several names with commas between, the last is being written.
  private offerNames(box: HTMLInputElement): void {
    const list = document.getElementById(`${box.id}-names`) ?? document.createElement("datalist");
    list.id = `${box.id}-names`;
    const comma = box.value.lastIndexOf(",");
    const before = comma < 0 ? "" : `${box.value.slice(0, comma + 1)} `;
    const names = [...this.form.querySelectorAll<HTMLOptionElement>("#people option")];
    list.replaceChildren(
      ...names.map(({ value }) => {
        const option = document.createElement("option");
        option.value = before + value;
        return option;
      }),
    );
    box.after(list);
    box.setAttribute("list", list.id);
  }
}

export function enhanceGrid(): void {
  const form = document.querySelector<HTMLFormElement>("[data-fs-grid]");
  const count = form?.querySelector<HTMLInputElement>("[data-fs-grid-count]");
  const template = form?.querySelector<HTMLTemplateElement>("[data-fs-grid-template]");
  if (form && count && template) new Grid(form, count, template);
}
