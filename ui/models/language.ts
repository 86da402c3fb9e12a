/** In which language the page speaks, and how it writes times and numbers. */
import { computed, effect } from "@preact/signals";
import { chooseLanguage, localeOf } from "./languages.ts";
import { preferences } from "./preferences.ts";

const chosen = computed(() => preferences.value.language);

/** What is shown now. */
export const language = computed(() =>
  chooseLanguage(chosen.value, globalThis.navigator?.languages ?? [])
);

/** Tag for `Intl` (BCP 47): the language shown, as it is written where the browser is from. */
export const locale = computed(() =>
  localeOf(language.value, globalThis.navigator?.languages ?? [])
);

export function startLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
  });
}

const clock = computed(() =>
  new Intl.DateTimeFormat(locale.value, { hour: "2-digit", minute: "2-digit" })
);
const dates = computed(() =>
  new Intl.DateTimeFormat(locale.value, { dateStyle: "full", timeStyle: "short" })
);
const numbers = computed(() => new Intl.NumberFormat(locale.value));
const shares = computed(() => new Intl.NumberFormat(locale.value, { style: "percent" }));

/** `at`: epoch ms. */
export const timeText = (at: number): string => clock.value.format(at);
export const dateText = (at: number): string => dates.value.format(at);
export const numberText = (value: number): string => numbers.value.format(value);
/** `share`: 0 to 1. */
export const percentText = (share: number): string => shares.value.format(share);
