/** What everybody has to know of the meeting, and who agreed to it. */
import type { Notice, NoticeKind, Right } from "../../../protocol/mod.ts";
import { accept, refuse } from "../../actor/mod.ts";
import { doerOf, type Refused, seatOf } from "../access.ts";
import type { Body, Command, Said, Verdict } from "../commands.ts";
import type { Room } from "../state.ts";

export type NoticesCommand = Said<"setNotice" | "consent">;

/** Who may put a notice up, and take it down. */
const RIGHT: Readonly<Record<NoticeKind, Right>> = {
  recording: "record",
  live: "record",
  e2ee: "govern",
};
const NAME: Readonly<Record<NoticeKind, string>> = {
  recording: "recorded",
  live: "streamed",
  e2ee: "end-to-end encrypted",
};

export function decideNotices(
  room: Readonly<Room>,
  { from, body }: NoticesCommand,
  now: number,
): Verdict {
  switch (body.type) {
    case "setNotice":
      return setNotice(room, from, body, now);
    case "consent":
      return consent(room, from, body, now);
    default:
      return body satisfies never;
  }
}

function setNotice(
  room: Readonly<Room>,
  from: Command["from"],
  { kind, on }: Body<"setNotice">,
  now: number,
): Verdict {
  const doer = doerOf(room, from, RIGHT[kind]);
  if (!("by" in doer)) return doer;
  const { by, peer } = doer;
  const { notices } = room.meeting;
  if ((notices[kind] !== undefined) === on) return accept();
  const refused = on ? refuseUntrue(room, kind) : refuseWhileTrue(room, kind);
  if (refused) return refused;
  const notice: Notice | null = on ? { kind, since: now, by: peer?.id ?? null } : null;
  return accept([{ type: "NoticeChanged", kind, notice, at: now, by }]);
}

/** Nobody is told what is not so; and nobody else could play what only the participants can. */
function refuseUntrue({ meeting }: Readonly<Room>, kind: NoticeKind): Refused | undefined {
  const { encrypted } = meeting.settings;
  if (kind !== "e2ee" && encrypted) {
    return refuse("encrypted", `Cannot be ${NAME[kind]}: the meeting is end-to-end encrypted`);
  }
  if (kind === "e2ee" && !encrypted) {
    return refuse("wrong-state", "Cannot be announced as end-to-end encrypted: it is not");
  }
  return undefined;
}

/** The notice of a recording or a live stream ends with it. */
function refuseWhileTrue({ meeting }: Readonly<Room>, kind: NoticeKind): Refused | undefined {
  const isTrue = {
    recording: meeting.recording !== null,
    live: meeting.live !== null,
    e2ee: false,
  };
  if (!isTrue[kind]) return undefined;
  return refuse("wrong-state", `Cannot take the notice away: the meeting is ${NAME[kind]}`);
}

function consent(
  room: Readonly<Room>,
  from: Command["from"],
  { kind, agreed }: Body<"consent">,
  now: number,
): Verdict {
  const seat = seatOf(room, from);
  if (!("peer" in seat)) return seat;
  const { id: peerId, name, consents } = seat.peer;
  if (!room.meeting.notices[kind]) {
    return refuse("wrong-state", `Cannot answer: the meeting is not ${NAME[kind]}`);
  }
  if (consents?.[kind] === agreed) return accept();
  return accept([{ type: "ConsentGiven", peerId, name, kind, agreed, at: now }]);
}
