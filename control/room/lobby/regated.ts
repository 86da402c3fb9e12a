import type { By } from "../by.ts";
import type { Effect } from "../effects.ts";
import type { Fact } from "../facts.ts";
import type { Room } from "../state.ts";
import type { Waiter } from "./facts.ts";
import { gateFor } from "./gate.ts";

/** Those who wait, looked at anew: who waits for nothing any more is let in. `by`: on whose word. */
export function regated(
  room: Readonly<Room>,
  by: By,
  now: number,
): { facts: Fact[]; effects: Effect[] } {
  const facts: Fact[] = [];
  const effects: Effect[] = [];
  for (const waiter of Object.values(room.meeting.lobby)) {
    const gate = gateFor(room, { ...waiter, role: "participant" });
    if (gate === "open") {
      facts.push({ type: "PeerAdmitted", peerId: waiter.peerId, at: now, by });
      effects.push(tell(waiter, { state: "admitted" }));
    } else if ((gate === "host" || gate === "admission") && gate !== waiter.for) {
      facts.push({ type: "PeerKnocked", waiter: { ...waiter, for: gate } });
      effects.push(tell(waiter, { state: "waiting", for: gate }));
    }
  }
  return { facts, effects };
}

export function tell(
  { sessionId }: Pick<Waiter, "sessionId">,
  lobby: Extract<Effect, { type: "tellLobby" }>["lobby"],
): Effect {
  return { type: "tellLobby", sessionId, lobby };
}
