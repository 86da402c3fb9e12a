/** Who may do what: one table, read by the room that enforces it and by the page that shows it. */
import { z } from "zod";
import { Role, type Source } from "../roles.ts";

export const Right = z.enum([
  "speak",
  "video",
  "share",
  "chat",
  "react",
  "vote",
  "record",
  "admit",
  "moderate",
  "polls",
  "breakouts",
  "govern",
]);
export type Right = z.infer<typeof Right>;

/** What each right is for, in the words of the reference. */
export const RIGHT_MEANING: Readonly<Record<Right, string>> = {
  speak: "Send a microphone.",
  video: "Send a camera.",
  share: "Send a screen and its sound.",
  chat: "Send messages.",
  react: "React, raise a hand.",
  vote: "Answer polls.",
  record: "Start and stop recordings and live streams.",
  admit: "See who waits and who is kept out, let in and turn away.",
  moderate: "Mute, stop and remove others, lock, spotlight, change what participants may do.",
  polls: "Make, open, close and share polls, and see who answered what unless they are anonymous.",
  breakouts: "Plan, open and close breakout rooms, move people, hop between.",
  govern: "Give and take roles, end the meeting for everyone.",
};

const EVERYBODYS = ["chat", "react", "vote"] as const satisfies readonly Right[];
const SPEAKERS = ["speak", "video", "share", ...EVERYBODYS] as const satisfies readonly Right[];
const STEWARDS = [
  "record",
  "admit",
  "moderate",
  "polls",
  "breakouts",
] as const satisfies readonly Right[];

/** Unless the meeting's settings or a person's own rights say otherwise. */
export const RIGHTS_OF_ROLE: Readonly<Record<Role, readonly Right[]>> = {
  host: [...SPEAKERS, ...STEWARDS, "govern"],
  cohost: [...SPEAKERS, ...STEWARDS],
  participant: SPEAKERS,
  viewer: EVERYBODYS,
};

/** What it takes to send a track. */
export const RIGHT_OF_SOURCE: Readonly<Record<Source, Right>> = {
  "mic": "speak",
  "cam": "video",
  "screen": "share",
  "screen-audio": "share",
};

const rights = z.array(Right).max(Right.options.length);

/** What a meeting changes of the table, by role. A host always has every right. */
export const RoleRights = z.object({
  cohost: rights.optional(),
  participant: rights.optional(),
  viewer: rights.optional(),
});
export type RoleRights = z.infer<typeof RoleRights>;

/** What one person has beyond, and lacks of, what the role gives. */
export const OwnRights = z.object({ granted: rights, revoked: rights });
export type OwnRights = z.infer<typeof OwnRights>;

/** The rights of a person. Pure. */
export function rightsOf(
  { role, rights: own }: { role: Role; rights?: OwnRights | undefined },
  { rights }: { rights: RoleRights },
): ReadonlySet<Right> {
  if (role === "host") return new Set(RIGHTS_OF_ROLE.host);
  const has = new Set(rights[role] ?? RIGHTS_OF_ROLE[role]);
  for (const right of own?.granted ?? []) has.add(right);
  for (const right of own?.revoked ?? []) has.delete(right);
  return has;
}
