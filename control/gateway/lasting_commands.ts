/** Which commands are worth saying again to an owner that may not know of them, and which are past. Pure. */
import type { RoomCommand } from "../../protocol/mod.ts";

type Type = RoomCommand["type"];

/**
 * What a session says that is over with its answer, is said again anyhow, ends the session, or names
 * something by the revision or the number of its making: the next owner may have given that to another.
 */
const PASSING: ReadonlySet<Type> = new Set<Type>([
  "join",
  "knock",
  "withdraw",
  "resume",
  "disconnect",
  "leave",
  "view",
  "sync",
  "authorize",
  "typing",
  "react",
  "askForCaptions",
  "editMessage",
  "deleteMessage",
  "reactToMessage",
  "openPoll",
  "closePoll",
  "sharePoll",
  "deletePoll",
  "vote",
]);

/** Of one topic the last word counts: to say an earlier one again would take it back. */
const TOPICS: Partial<Record<Type, string>> = {
  changeSettings: "settings",
  spotlight: "spotlight",
  mute: "voice",
  askToUnmute: "voice",
  setRole: "role",
  setRights: "rights",
  rename: "name",
  assignBreakouts: "assignment",
  openBreakouts: "breakouts",
  closeBreakouts: "breakouts",
  renameBreakout: "breakout's name",
  enterBreakout: "whereabouts",
  askForHelp: "help",
  raiseHand: "hand",
  setNotice: "notice",
  consent: "consent",
};

export function lasts({ type }: RoomCommand): boolean {
  return !PASSING.has(type);
}

/** Whether a later command leaves nothing of an earlier one to be said again. */
export function supersedes(later: RoomCommand, earlier: RoomCommand): boolean {
  const topic = TOPICS[later.type];
  if (topic === undefined || topic !== TOPICS[earlier.type]) return false;
  if (subjectOf(later) !== subjectOf(earlier)) return false;
  const named = new Set(partsOf(later));
  return partsOf(earlier).every((part) => named.has(part));
}

/** Whom or what a command is about, as far as it says so. */
function subjectOf(command: RoomCommand): string {
  if (command.type === "enterBreakout") return ""; // The sender alone moves, wherever to.
  const names = ["peerId", "kind", "breakoutId"];
  return JSON.stringify(Object.entries(command).filter(([name]) => names.includes(name)));
}

/** What a command names of a whole that it changes in part. */
function partsOf(command: RoomCommand): string[] {
  switch (command.type) {
    case "changeSettings":
      return Object.keys(command.settings);
    case "setRights":
      return [...command.grant, ...command.revoke, ...command.reset];
    case "assignBreakouts":
      return Object.keys(command.assigned);
    default:
      return [];
  }
}
