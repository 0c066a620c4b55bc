// The search in the head of staff pages: shows what is found while one writes.
import { Combobox } from "./combobox.js";

const PAUSE = 200;
const SHORTEST = 2;

interface Found {
  words: string;
  found: { title: string; text: string; href: string }[];
}

export function enhance(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[type=search]");
  const suggest = form.dataset["fsSearch"];
  if (!input || !suggest) {
    return;
  }
  let pause: number | undefined;
  let asked: AbortController | undefined;

  const combobox = new Combobox(input, (choice, aside) => {
    if (aside) {
      window.open(choice.key, "_blank", "noopener");
    } else {
      location.assign(choice.key);
    }
  });

  const forget = (): void => {
    clearTimeout(pause);
    asked?.abort();
    asked = undefined;
  };

  const ask = async (written: string): Promise<void> => {
    const controller = new AbortController();
    asked = controller;
    try {
      const answer = await found(suggest, input.name, written, controller.signal);
      // An answer to what was written before is nobody's.
      if (asked === controller && document.activeElement === input) {
        combobox.show(
          answer.found.map(({ title, text, href }) => ({ key: href, title, text })),
          answer.words,
        );
      }
    } catch (fault) {
      if (asked === controller && (fault as Error).name !== "AbortError") {
        combobox.show([], form.dataset["failed"] ?? "");
      }
    }
  };

  const later = (): void => {
    const written = input.value.trim();
    forget();
    if (written.length < SHORTEST) {
      combobox.close();
    } else {
      pause = window.setTimeout(() => void ask(written), PAUSE);
    }
  };

  input.addEventListener("input", later);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      forget();
    } else if (event.key === "ArrowDown" && !combobox.isOpen && input.value.trim() !== "") {
      event.preventDefault();
      later();
    }
  });
  input.addEventListener("blur", forget);
  form.addEventListener("submit", (event) => {
    forget();
    if (input.value.trim() === "") {
      event.preventDefault();
    }
  });
}

async function found(
  suggest: string,
  name: string,
  written: string,
  signal: AbortSignal,
): Promise<Found> {
  const address = new URL(suggest, location.href);
  address.searchParams.set(name, written);
  const response = await fetch(address, {
    signal,
    headers: { Accept: "application/json" },
    // Somebody who was signed out in between is not shown the sign-in page as an answer.
    redirect: "error",
  });
  if (!response.ok) {
    throw new Error(String(response.status));
  }
  return (await response.json()) as Found;
}

// A key alone would be pressed by mistake: by who speaks to the machine, or whose hands shake.
/** Control and "/" (on a Mac Command) go to the search from anywhere. */
export function listenForSlash(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || !(event.ctrlKey || event.metaKey) || event.altKey) {
      return;
    }
    const input = document.querySelector<HTMLInputElement>("[data-fs-search] input[type=search]");
    if (input) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
}
