import type { Clock } from "../../kit/mod.ts";
import type { NodeId } from "../../protocol/mod.ts";
import type { NodeDirectory } from "../placement/mod.ts";
import type { Holdings, Room, Views } from "../room/mod.ts";
import { isStandbyReady, settledPeers } from "./readiness.ts";
import { nextMove } from "./steering.ts";
import type { TellSelf } from "./tell_self.ts";

/** Pause before a node is looked for again, when none is free. */
const NO_NODE_RETRY_MS = 300;
/** Second planes that are not ready after this long keep a move waiting no longer. */
const MOVE_WAIT_MS = 4_000;

export interface MoverOptions {
  readonly clock: Clock;
  readonly directory: Pick<NodeDirectory, "choose" | "isDraining">;
  /** Whether clients get a second plane on another node. */
  readonly standby: boolean;
  readonly views: (room: Readonly<Room>) => Views;
  /** What a node holds of the room; `undefined`: not known now. */
  readonly held: (nodeId: NodeId) => Holdings | undefined;
  readonly tellSelf: TellSelf;
  /** It is time to look at the room again. */
  readonly due: () => void;
}

/** Finds a room its nodes and moves it between them, by commands to the room itself, one at a time. */
export class Mover {
  readonly #options: MoverOptions;
  /** The node that carries too much, and the room with it. */
  #relieved: NodeId | undefined;
  #mustMoveSinceMs: number | undefined;
  #isMoving = false;
  #cancelTimer: () => void = () => {};

  constructor(options: MoverOptions) {
    this.#options = options;
  }

  /** The node that carries the room carries too much. */
  relieve(nodeId: NodeId): void {
    this.#relieved = nodeId;
  }

  /** The next step, if there is one. */
  steer(room: Readonly<Room>): void {
    if (this.#isMoving) return;
    if (room.placement?.nodeId !== this.#relieved) this.#relieved = undefined;
    const { directory, standby: standbyOn, clock, held } = this.#options;
    const views = this.#options.views(room);
    const mustLeave = (nodeId: NodeId) => nodeId === this.#relieved || directory.isDraining(nodeId);
    const isMove = room.placement !== null && mustLeave(room.placement.nodeId);
    const nowMs = clock.monotonicMs();
    if (!isMove || !room.standby) this.#mustMoveSinceMs = undefined;
    else this.#mustMoveSinceMs ??= nowMs;
    const waitedMs = nowMs - (this.#mustMoveSinceMs ?? nowMs);
    const heldByStandby = room.standby ? held(room.standby.nodeId) : undefined;
    const move = nextMove(room, {
      standbyOn,
      settledPeers: settledPeers(room, views),
      mustLeave,
      choose: (except) => directory.choose(except),
      isStandbyReady: waitedMs >= MOVE_WAIT_MS || isStandbyReady(room, views, heldByStandby),
    });
    if (move === undefined) {
      // Nobody may state a view in between.
      const leftMs = Math.ceil(MOVE_WAIT_MS - waitedMs);
      if (isMove && room.standby && leftMs > 0) this.#lookAgainIn(leftMs);
      return;
    }
    if (move === "wait") return this.#lookAgainIn(NO_NODE_RETRY_MS);
    this.#isMoving = true;
    this.#options.tellSelf({ from: { kind: "owner" }, body: move }).then(() => {
      this.#isMoving = false;
      this.#options.due();
    });
  }

  close(): void {
    this.#cancelTimer();
  }

  #lookAgainIn(ms: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(ms, () => this.#options.due());
  }
}
