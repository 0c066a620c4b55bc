// Visitors where there is no network: those whom the page came with, and who came and went since as
// this device was told. Their names are kept as pages are: locked, for a day, gone at sign-out.
import { keepPage, keptPage, LONGEST_MS } from "./offline-store.js";

export interface Visitor {
  id: string;
  name: string;
  at: string;
  left: boolean;
}

export class Visitors {
  private known: Visitor[];
  private readonly ready: Promise<void>;

  constructor(
    private readonly box: HTMLElement,
    private readonly clock: () => string,
    private readonly leaves: (visitor: Visitor) => Promise<void>,
  ) {
    this.known = JSON.parse(box.dataset["known"] ?? "[]") as Visitor[];
    this.draw();
    this.ready = this.remember();
  }

  /** Who is in the building, those who came first above. */
  get inside(): Visitor[] {
    return this.known.filter((one) => !one.left);
  }

  async came(visitor: Visitor): Promise<void> {
    await this.ready;
    this.known.push(visitor);
    await this.keep();
  }

  private async left(visitor: Visitor): Promise<void> {
    await this.ready;
    await this.leaves(visitor);
    visitor.left = true;
    await this.keep();
  }

  private get path(): string {
    return `visitors ${this.box.dataset["fsVisitors"] ?? ""}`;
  }

  /** What was said here before the page was loaded again; whoever left by either is gone. */
  private async remember(): Promise<void> {
    const held = await keptPage(this.path).catch(() => undefined);
    const old = Date.parse(this.clock()) - LONGEST_MS;
    const own = (held ? (JSON.parse(held.html) as Visitor[]) : []).filter((one) => Date.parse(one.at) > old);
    for (const one of own) {
      const same = this.known.find(({ id }) => id === one.id);
      if (same) same.left ||= one.left;
      else this.known.push(one);
    }
    this.draw();
  }

  private async keep(): Promise<void> {
    this.draw();
    // It is on the page; a device that cannot keep it shows it until the page is left.
    const who = document.querySelector<HTMLElement>("[data-who]")?.dataset["who"] ?? "";
    await keepPage(this.path, JSON.stringify(this.known), who).catch(() => undefined);
  }

  private draw(): void {
    const list = this.box.querySelector("[data-fs-visitors-list]");
    list?.replaceChildren(...this.inside.map((visitor) => this.row(visitor)));
    const nobody = this.box.querySelector<HTMLElement>("[data-fs-visitors-nobody]");
    if (nobody) nobody.hidden = this.inside.length > 0;
  }

  private row(visitor: Visitor): HTMLElement {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary";
    button.textContent = (this.box.dataset["out"] ?? "").replace("{name}", () => visitor.name);
    button.addEventListener("click", () => {
      button.disabled = true;
      void this.left(visitor).catch(() => { button.disabled = false; });
    });
    item.append(button);
    return item;
  }
}
