// Who does nothing for long is signed out by the site. Writing counts as doing something, although
// the site cannot see it: the page says so for its reader. Before the end it warns.

import { wipe } from "./offline-store.js";

const WARN_SECONDS = 2 * 60;
const TELL_EVERY_SECONDS = 4 * 60;
const LOOK_EVERY_MS = 5_000;

export function watchIdleness(banner: HTMLElement): void {
  const limit = Number(banner.dataset["fsIdle"]);
  const address = banner.dataset["fsHere"];
  // A shared tablet does not stand there with names on it.
  const leave = banner.dataset["fsLeave"];
  if (!limit || !address) return;
  let told = Date.now();
  let active = false;

  const tell = async (): Promise<void> => {
    active = false;
    try {
      const answer = await fetch(address, { redirect: "manual", cache: "no-store" });
      if (answer.ok) told = Date.now();
      // The account was closed, or the tablet is lost: no names stay.
      else if (answer.type === "opaqueredirect") await wipe();
    } catch {
      // Without a network it cannot be told; the next look tries again.
    }
    look();
  };

  const look = (): void => {
    const idle = (Date.now() - told) / 1000;
    const state = idle >= limit ? "over" : idle >= limit - WARN_SECONDS ? "soon" : "";
    if (state === "over" && leave) void wipe().catch(() => undefined).finally(() => window.location.assign(leave));
    banner.hidden = state === "";
    for (const part of banner.querySelectorAll<HTMLElement>("[data-fs-when]")) {
      part.hidden = part.dataset["fsWhen"] !== state;
    }
    if (active && state !== "over" && idle >= Math.min(TELL_EVERY_SECONDS, limit / 4)) void tell();
  };

  for (const kind of ["input", "keydown", "pointerdown"]) {
    document.addEventListener(kind, () => { active = true; }, { passive: true });
  }
  banner.querySelector("button")?.addEventListener("click", () => void tell());
  // Another tab may have kept the session, or a laptop slept: ask before crying wolf.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  window.setInterval(look, LOOK_EVERY_MS);
}
