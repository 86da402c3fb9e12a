/** What becomes of a call's recording, as news for those who are in it. Pure. */
import type { PeerId, Recording, RecordingEnd } from "../../../protocol/mod.ts";
import type { Heard } from "../room.ts";

export type RecordingNews =
  | { kind: "begun"; by: string | undefined } // Undefined: a service, or oneself.
  | { kind: "paused" | "resumed" | "interrupted" }
  | { kind: "ended"; recording: Recording; end: RecordingEnd }
  | { kind: "marked"; by: string | undefined; label: string | undefined };

/** `selfId` is not told whose work its own is. */
export function recordingNewsOf({ change, before, after }: Heard, selfId: PeerId): RecordingNews[] {
  const nameOf = (id: PeerId | null) =>
    id === selfId ? undefined : after.peers.find((peer) => peer.id === id)?.name;
  const was = before.meeting.recording;
  if (change === null) return become(was, after.meeting.recording, "asked", nameOf);
  if (change.type === "RecordingChanged") {
    return become(was, change.recording, change.end ?? "asked", nameOf);
  }
  if (change.type === "HighlightMarked") {
    return [{ kind: "marked", by: nameOf(change.peerId), label: change.label }];
  }
  return [];
}

/** A beginning is told once a recorder has it: until then nothing is kept. */
function become(
  was: Recording | null,
  is: Recording | null,
  end: RecordingEnd,
  nameOf: (id: PeerId | null) => string | undefined,
): RecordingNews[] {
  if (is === null) return was === null ? [] : [{ kind: "ended", recording: was, end }];
  const before = was?.id === is.id ? was.state : "starting";
  if (before === is.state) return [];
  switch (is.state) {
    case "recording":
      return before === "starting" ? [{ kind: "begun", by: nameOf(is.by) }] : [{ kind: "resumed" }];
    case "paused":
    case "interrupted":
      return [{ kind: is.state }];
    case "starting":
      return [];
    default:
      return is.state satisfies never;
  }
}
