import { Settings, type SettingsPatch } from "../../../protocol/mod.ts";
import { accept } from "../../actor/mod.ts";
import { type Doer, doerOf, peerOf } from "../access.ts";
import type { Body, Said, Verdict } from "../commands.ts";
import { reconcileMedia } from "../effects.ts";
import { noticeOver, refuseByEncryption, withEncryption } from "../encryption/rules.ts";
import { withConsequences } from "../moderation/consequences.ts";
import { refuseRaiseOfRoles } from "../moderation/rank.ts";
import type { Fact } from "../facts.ts";
import { surplusShares } from "../shares.ts";
import type { Room } from "../state.ts";

const RANKS = ["cohost", "participant", "viewer"] as const;
const CHOICES = Settings.keyof().exclude(["rights"]).options;

export type SettingsCommand = Said<"changeSettings" | "spotlight">;

export function decideSettings(
  room: Readonly<Room>,
  { from, body }: SettingsCommand,
  now: number,
): Verdict {
  const doer = doerOf(room, from, "moderate");
  if (!("by" in doer)) return doer;
  switch (body.type) {
    case "changeSettings":
      return changeSettings(room, doer, body, now);
    case "spotlight":
      return spotlight(room, doer, body);
    default:
      return body satisfies never;
  }
}

/** What is taken from a role ends what its people send; a lobby that is no more lets everybody in. */
function changeSettings(
  room: Readonly<Room>,
  doer: Doer,
  { settings: patch }: Body<"changeSettings">,
  now: number,
): Verdict {
  const before = room.meeting.settings;
  const settings = patched(before, patch);
  const refused = refuseRaiseOfRoles(room, doer, before, settings) ??
    refuseByEncryption(room, doer, { before, after: settings, patch });
  if (refused) return refused;
  if (isSame(before, settings)) return accept([], [reconcileMedia]);
  const { by } = doer;
  const facts: Fact[] = [
    { type: "SettingsChanged", settings, by },
    ...surplusShares(room, settings, by),
    ...noticeOver(room, settings, { by, now }),
  ];
  return withConsequences(room, facts, { by, now });
}

/** Whoever is not there any more can't stand out. */
function spotlight(room: Readonly<Room>, { by }: Doer, body: Body<"spotlight">): Verdict {
  const peerIds = [...new Set(body.peerIds)].filter((id) => peerOf(room, id));
  const known = room.meeting.spotlight;
  const unchanged = peerIds.length === known.length && peerIds.every((id, at) => id === known[at]);
  return accept(unchanged ? [] : [{ type: "SpotlightChanged", peerIds, by }]);
}

/** What is named replaces what was; of the rights, the roles that are named. */
export function patched(settings: Settings, patch: SettingsPatch): Settings {
  const rights = { ...settings.rights };
  for (const role of RANKS) {
    const named = patch.rights?.[role];
    if (named) rights[role] = [...new Set(named)].sort();
  }
  const named = Object.entries(patch).filter(([, value]) => value !== undefined);
  return withEncryption({ ...settings, ...Object.fromEntries(named), rights });
}

function isSame(a: Settings, b: Settings): boolean {
  return CHOICES.every((name) => a[name] === b[name]) &&
    RANKS.every((role) => JSON.stringify(a.rights[role]) === JSON.stringify(b.rights[role]));
}
