/** How guests come in, as it is filled in on a form, and what becomes of that. Pure. */
import type { SettingsPatch } from "../../protocol/mod.ts";
import type { OwnMeeting } from "./planned.ts";

const PASSCODE_LENGTH_MIN = 6;

export interface EntryDraft {
  /** Empty: none. */
  readonly passcode: string;
  readonly lobby: boolean;
  readonly joinBeforeHost: boolean;
  readonly encrypted: boolean;
}

export type EntryProblems = { readonly passcode?: "passcode" };

/** What the server is told. */
export interface Entry {
  /** Null: none. */
  readonly passcode: string | null;
  readonly settings: SettingsPatch;
}

export const OPEN_ENTRY: EntryDraft = {
  passcode: "",
  lobby: false,
  joinBeforeHost: true,
  encrypted: false,
};

export function entryDraftOf(
  { passcode = OPEN_ENTRY.passcode, settings }: Pick<OwnMeeting, "passcode" | "settings">,
): EntryDraft {
  const { lobby = false, joinBeforeHost = true, encrypted = false } = settings;
  return { passcode, lobby, joinBeforeHost, encrypted };
}

export function entryProblems({ passcode }: EntryDraft): EntryProblems {
  const { length } = passcode.trim();
  return length > 0 && length < PASSCODE_LENGTH_MIN ? { passcode: "passcode" } : {};
}

/** Of a draft without problems. */
export function entryOf({ passcode, lobby, joinBeforeHost, encrypted }: EntryDraft): Entry {
  return { passcode: passcode.trim() || null, settings: { lobby, joinBeforeHost, encrypted } };
}
