/** Dark, light, or as the system has it. */
import { computed, effect, signal } from "@preact/signals";
import { preferences, remember } from "./preferences.ts";

const systemIsLight = signal(false);

/** What is shown now. */
export const shownTheme = computed<"dark" | "light">(() => {
  const { theme } = preferences.value;
  if (theme !== "system") return theme;
  return systemIsLight.value ? "light" : "dark";
});

export function startTheme(): void {
  const query = matchMedia("(prefers-color-scheme: light)");
  systemIsLight.value = query.matches;
  query.addEventListener("change", () => systemIsLight.value = query.matches);
  effect(() => {
    document.documentElement.dataset["theme"] = shownTheme.value;
  });
}

export function toggleTheme(): void {
  remember({ theme: shownTheme.peek() === "dark" ? "light" : "dark" });
}
