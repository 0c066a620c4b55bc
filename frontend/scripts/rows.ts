// Adds a row to a page of rows without asking the server. Without script the same button does ask.
import { Checkboxes, createAll } from "govuk-frontend";

const MOST = 20;

function addRow(rows: HTMLElement): boolean {
  const template = rows.querySelector<HTMLTemplateElement>("[data-fs-row-template]");
  const count = rows.querySelector<HTMLInputElement>("[data-fs-row-count]");
  if (!template || !count) return false;
  const number = Number(count.value);
  if (number >= MOST) return true;
  const holder = document.createElement("div");
  // The template is our own page's, with a number where a row has one.
  holder.append(template.content.cloneNode(true));
  for (const element of holder.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes("__number__")) element.setAttribute(name, value.replaceAll("__number__", String(number)));
    }
  }
  const legend = holder.querySelector("legend");
  if (legend) legend.textContent = (legend.textContent ?? "").replace("__number__", String(number + 1));
  const row = holder.firstElementChild as HTMLElement;
  template.before(row);
  count.value = String(number + 1);
  createAll(Checkboxes, undefined, row);
  row.querySelector<HTMLElement>("input")?.focus();
  return true;
}

export function enhanceRows(): void {
  for (const rows of document.querySelectorAll<HTMLElement>("[data-fs-rows]")) {
    rows.querySelector("[data-fs-row-add]")?.addEventListener("click", (event) => {
      if (addRow(rows)) event.preventDefault();
    });
  }
}
