/** What a change of the breakouts means to the person in front of the page. Pure. */
import type { PeerId } from "../../../protocol/mod.ts";
import type { Heard } from "../room.ts";
import { isRunning, roomNamed } from "./rooms.ts";

export type BreakoutTiding =
  | { readonly type: "assigned"; readonly breakoutId: string; readonly room: string }
  | { readonly type: "choose" } // They are open, and one may go where one likes.
  | { readonly type: "moved"; readonly room: string }
  | { readonly type: "back" }
  | { readonly type: "closing" }
  | {
    readonly type: "help";
    readonly breakoutId: string;
    readonly name: string;
    readonly room: string;
  }
  | { readonly type: "help-over"; readonly breakoutId: string };

export function breakoutTidingsOf(
  { change, before, after }: Heard,
  selfId: PeerId,
): BreakoutTiding[] {
  const was = before.meeting.breakouts;
  const is = after.meeting.breakouts;
  const selfIn = ({ peers }: Heard["after"]) => peers.find(({ id }) => id === selfId);
  switch (change?.type) {
    case "HelpAsked": {
      const { breakoutId, peerId, asking } = change;
      if (!asking) return [{ type: "help-over", breakoutId }];
      const name = after.peers.find(({ id }) => id === peerId)?.name;
      const room = roomNamed(is, breakoutId)?.name;
      if (name === undefined || room === undefined || peerId === selfId) return [];
      return [{ type: "help", breakoutId, name, room }];
    }
    case "PeersMoved": {
      if (!Object.hasOwn(change.moved, selfId)) return [];
      const here = change.moved[selfId];
      if (here === null) return selfIn(before)?.breakout === undefined ? [] : [{ type: "back" }];
      const room = roomNamed(is, here)?.name;
      return room === undefined ? [] : [{ type: "moved", room }];
    }
    case "BreakoutsChanged": {
      if (is?.status === "closing" && was?.status === "open") return [{ type: "closing" }];
      const mine = is?.assigned[selfId];
      const room = roomNamed(is, mine);
      if (room && mine !== was?.assigned[selfId] && selfIn(after)?.breakout !== mine) {
        return [{ type: "assigned", breakoutId: room.id, room: room.name }];
      }
      const opens = isRunning(is) && !isRunning(was);
      return opens && is.choose && mine === undefined ? [{ type: "choose" }] : [];
    }
    default:
      return [];
  }
}
