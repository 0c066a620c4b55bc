// What only staff pages have. They work without it too.
import { AwayForms } from "./away-forms.js";
import { enhanceGrid } from "./grid.js";
import { watchIdleness } from "./idle.js";
import { keepOffline } from "./offline.js";
import { takeRegister } from "./register.js";
import { enhanceRows } from "./rows.js";
import { enhance, listenForSlash } from "./search.js";

for (const form of document.querySelectorAll<HTMLFormElement>("[data-fs-search]")) {
  enhance(form);
}
listenForSlash();
enhanceRows();
enhanceGrid();
for (const register of document.querySelectorAll<HTMLElement>("[data-fs-register]")) {
  takeRegister(register);
}
// Without a network the page that is shown has the address of the one that was asked for.
for (const away of document.querySelectorAll<HTMLElement>("[data-fs-away]")) {
  if (!away.closest("[data-fs-register]")) new AwayForms(away).open(location.pathname);
}
for (const idle of document.querySelectorAll<HTMLElement>("[data-fs-idle]")) {
  watchIdleness(idle);
}

const banner = document.querySelector<HTMLElement>("[data-fs-offline]");
if (banner) {
  const words = banner.querySelector<HTMLElement>("[data-fs-offline-words]");
  // A register, and the page that stands for others, take what is said without a network.
  if (words && document.querySelector("[data-fs-away]")) words.textContent = words.dataset["works"] ?? "";
  const tell = (): void => {
    banner.hidden = navigator.onLine;
  };
  window.addEventListener("online", tell);
  window.addEventListener("offline", tell);
  tell();
}

const waiting = document.querySelector<HTMLElement>("[data-fs-waiting]");
if (waiting) keepOffline(waiting);
