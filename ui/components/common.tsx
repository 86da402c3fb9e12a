/** Small parts that every page uses. */
import type { ComponentChildren } from "preact";
import { announcement } from "../models/announcer.ts";
import { preferences, remember } from "../models/preferences.ts";
import { shownTheme, toggleTheme } from "../models/theme.ts";
import { go } from "../router.ts";
import { LANGUAGE_NAME, LANGUAGES } from "../models/languages.ts";
import { t } from "../strings/mod.ts";
import { Mark, MoonIcon, SunIcon } from "./icons.tsx";

/** The head of every page but the call. `children`: ways from here. */
export function PageHeader({ children }: { children?: ComponentChildren }) {
  return (
    <header class="page-header">
      <a
        class="brand"
        href="/"
        onClick={(event) => {
          event.preventDefault();
          go("/");
        }}
      >
        <Mark />
        <span>{t.product}</span>
      </a>
      <div class="page-choices">
        {children}
        <LanguagePicker />
        <ThemeToggle />
      </div>
    </header>
  );
}

export function ThemeToggle() {
  const isDark = shownTheme.value === "dark";
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={isDark ? t.theme.light : t.theme.dark}
      title={isDark ? t.theme.light : t.theme.dark}
      onClick={toggleTheme}
    >
      {isDark ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}

export function LanguagePicker({ isLabelled = false }) {
  return (
    <label class={isLabelled ? "picker" : "language-picker"}>
      <span class={isLabelled ? "picker-label" : "visually-hidden"}>{t.language.label}</span>
      <select
        value={preferences.value.language}
        onChange={(event) => remember({ language: parseChoice(event.currentTarget.value) })}
      >
        <option value="system">{t.language.system}</option>
        {LANGUAGES.map((language) => (
          <option key={language} value={language} lang={language}>{LANGUAGE_NAME[language]}</option>
        ))}
      </select>
    </label>
  );
}

const parseChoice = (value: string) => LANGUAGES.find((language) => language === value) ?? "system";

/** Tells screen readers what happens; invisible. */
export function LiveRegion() {
  const { text, count } = announcement.value;
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      <span key={count}>{text}</span>
    </div>
  );
}

/** A page that says one thing and offers a way on. */
export function Message(
  { heading, hint, children, busy = false }: {
    heading: string;
    hint?: string;
    children?: ComponentChildren;
    busy?: boolean;
  },
) {
  return (
    <main class="message" aria-busy={busy}>
      {busy && <span class="spinner" aria-hidden="true" />}
      <h1 tabIndex={-1}>{heading}</h1>
      {hint && <p>{hint}</p>}
      {children && <div class="message-actions">{children}</div>}
    </main>
  );
}
