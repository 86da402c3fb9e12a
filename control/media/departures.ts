import type { Clock } from "../../kit/mod.ts";
import type { NodeId } from "../../protocol/mod.ts";
import type { Room, Views } from "../room/mod.ts";
import { haveMoved } from "./readiness.ts";

/** The old plane is shown until the new one plays: clients have at least this long for it… */
const LINGER_MIN_MS = 1_500;
/** … and no longer than this, whatever they say. */
const LINGER_MAX_MS = 6_000;

/** When the nodes that a room has left, without their having died, may be told to close it. */
export class Departures {
  readonly #clock: Clock;
  readonly #look: () => void;
  readonly #left = new Map<NodeId, { sinceMs: number; isOver: boolean; cancel: () => void }>();

  /** `look` is called when a departure may be over: to `follow` again. */
  constructor(clock: Clock, look: () => void) {
    this.#clock = clock;
    this.#look = look;
  }

  isOver(nodeId: NodeId): boolean {
    return this.#left.get(nodeId)?.isOver ?? false;
  }

  follow(room: Readonly<Room>, views: Views): void {
    const nowMs = this.#clock.monotonicMs();
    const left = new Set(room.retiring.filter(({ lost }) => !lost).map(({ nodeId }) => nodeId));
    for (const [nodeId, { cancel }] of this.#left) {
      if (left.has(nodeId)) continue;
      cancel();
      this.#left.delete(nodeId);
    }
    for (const nodeId of left) {
      const known = this.#left.get(nodeId) ?? { sinceMs: nowMs, isOver: false, cancel: () => {} };
      this.#left.set(nodeId, known);
      if (known.isOver) continue;
      const waitedMs = nowMs - known.sinceMs;
      const isDue = waitedMs >= LINGER_MIN_MS;
      known.isOver = waitedMs >= LINGER_MAX_MS || (isDue && haveMoved(room, views));
      known.cancel();
      // Whole ms, since a look that comes a hair early would only lead to another one.
      const leftMs = Math.ceil((isDue ? LINGER_MAX_MS : LINGER_MIN_MS) - waitedMs);
      if (!known.isOver) known.cancel = this.#clock.after(leftMs, () => this.#look());
    }
  }

  close(): void {
    for (const { cancel } of this.#left.values()) cancel();
    this.#left.clear();
  }
}
