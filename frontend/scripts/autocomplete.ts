// A select in which one writes: the select stays in the form and holds the answer.
import { type Choice, Combobox } from "./combobox.js";

const MOST = 60;

interface Known extends Choice {
  folded: string;
}

export function enhance(select: HTMLSelectElement): void {
  const known = [...select.options].filter((option) => option.value !== "").map(read);
  const input = document.createElement("input");
  const chosen = (): string =>
    select.value === "" ? "" : (select.selectedOptions[0]?.text.trim() ?? "");
  const label = select.labels?.[0];
  // Label and links of the error summary lead to the box one writes in.
  input.id = select.id;
  select.id += "-select";
  if (label) {
    label.htmlFor = input.id;
  }
  input.type = "text";
  input.className = "govuk-input fs-combobox__input";
  input.classList.toggle("govuk-input--error", select.classList.contains("govuk-select--error"));
  input.autocomplete = "off";
  input.spellcheck = false;
  input.dir = "auto";
  input.disabled = select.disabled;
  input.value = chosen();
  const described = select.getAttribute("aria-describedby");
  if (described) {
    input.setAttribute("aria-describedby", described);
  }
  const box = document.createElement("div");
  box.className = "fs-combobox";
  select.before(box);
  box.append(input);
  select.hidden = true;
  select.tabIndex = -1;

  const settle = (key: string): void => {
    select.value = key;
    input.value = chosen();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const combobox = new Combobox(input, (choice) => settle(choice.key));
  const offer = (written: string): void => {
    const found = matching(known, written).slice(0, MOST);
    const none = found.length === 0 ? (select.dataset["nothing"] ?? "") : "";
    combobox.show(found, none);
  };
  input.addEventListener("input", () => offer(input.value));
  input.addEventListener("click", () => {
    if (!combobox.isOpen) {
      offer("");
    }
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && !combobox.isOpen) {
      event.preventDefault();
      offer("");
    }
  });
  // What stands in the box is what is sent: one choice that fits is taken, others are put back.
  input.addEventListener("blur", () => {
    if (fold(input.value) !== fold(chosen())) {
      const found = matching(known, input.value);
      const whole = found.find((choice) => choice.folded === fold(input.value));
      const only = whole ?? (found.length === 1 ? found[0] : undefined);
      settle(input.value.trim() === "" ? "" : (only?.key ?? select.value));
    }
  });
}

function read(option: HTMLOptionElement): Known {
  return {
    key: option.value,
    title: option.text.trim(),
    lang: option.lang,
    dir: option.dir,
    // Other names by which one may look for it.
    folded: fold(option.text),
    text: option.dataset["also"] ?? "",
  };
}

/** Those in which a word begins so come first, then those that hold it anywhere. */
function matching(known: readonly Known[], written: string): Known[] {
  const wanted = fold(written);
  if (wanted === "") {
    return [...known];
  }
  const begins = (choice: Known): boolean =>
    ` ${choice.folded} ${fold(choice.text ?? "")}`.includes(` ${wanted}`);
  const holds = (choice: Known): boolean => choice.folded.includes(wanted);
  return [
    ...known.filter((choice) => begins(choice)),
    ...known.filter((choice) => !begins(choice) && holds(choice)),
  ];
}

function fold(words: string): string {
  return words
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[\s(),/-]+/g, " ")
    .trim();
}
