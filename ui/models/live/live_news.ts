/** What becomes of a call's live stream, as news for those who are in it. Pure. */
import type { Live, LiveEnd, PeerId } from "../../../protocol/mod.ts";
import type { Heard } from "../room.ts";

export type LiveNews =
  | { kind: "begun"; by: string | undefined } // Undefined: a service, or oneself.
  | { kind: "resumed" }
  | { kind: "interrupted"; reason: string | undefined }
  | { kind: "ended"; end: LiveEnd; reason: string | undefined };

/** `selfId` is not told whose work its own is. */
export function liveNewsOf({ change, before, after }: Heard, selfId: PeerId): LiveNews | undefined {
  const was = before.meeting.live;
  const is = after.meeting.live;
  if (change !== null && change.type !== "LiveChanged") return undefined;
  if (is === null) {
    if (was === null) return undefined;
    return { kind: "ended", end: change?.end ?? "asked", reason: change?.reason };
  }
  return became(was?.id === is.id ? was.state : "starting", is, () => {
    return is.by === selfId ? undefined : after.peers.find(({ id }) => id === is.by)?.name;
  });
}

/** A beginning is told once it arrives somewhere: until then nobody sees it. */
function became(
  before: Live["state"],
  { state, reason }: Live,
  by: () => string | undefined,
): LiveNews | undefined {
  if (before === state) return undefined;
  switch (state) {
    case "live":
      return before === "starting" ? { kind: "begun", by: by() } : { kind: "resumed" };
    case "interrupted":
      return { kind: "interrupted", reason };
    case "starting":
      return undefined;
    default:
      return state satisfies never;
  }
}
