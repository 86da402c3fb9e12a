import { type Clock, type Logger, sleep } from "../../kit/mod.ts";
import {
  type MediaStep,
  type PeerId,
  type RoomId,
  type StepResult,
  transportId,
} from "../../protocol/mod.ts";
import {
  Holdings,
  NOTHING,
  plan,
  planeOf,
  type Room,
  type Speech,
  type Tappers,
  type Use,
  type Views,
  type Wanted,
  wantedMedia,
  wantedTaps,
} from "../room/mod.ts";
import type { NodeClient, NodeFailure } from "./node_client.ts";

/** Pause before another try, when a node refused or did not answer. */
const RETRY_MS = 300;
/** Silences in a row after which a node is given up for this room. */
const SILENCES_MAX = 2;
/** Rounds in a row with failed steps before the room waits for the next reason to try. */
const FAILED_ROUNDS_MAX = 3;

/**
 * What a node is to its room: it carries one of everybody's planes, is left alone while clients
 * leave it, or is to hold nothing more.
 */
export type Part = Use | "lingering" | "closing";

/** What a site needs of its room. */
export interface SiteOptions {
  readonly client: NodeClient;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly roomId: RoomId;
  /** Whether the bus is there. */
  readonly isOnline: () => boolean;
  /** Ends with the ownership of the room. */
  readonly signal: AbortSignal;
  readonly room: () => Readonly<Room>;
  readonly views: () => Views;
  readonly speech: () => Speech;
  /** Who receives of the room beside its clients. */
  readonly tappers: () => Tappers;
  /** `undefined`: the room has nothing to do with the node any more. */
  readonly part: () => Part | undefined;
  /** Whether a peer's client has the transports of its plane of that use. */
  readonly hasTransports: (peerId: PeerId, use: Use) => boolean;
  /** Whether an earlier owner's clients may have been told of what was here. */
  readonly isInherited: () => boolean;
  /** The node holds what it should, as far as it could be done. */
  readonly settled: () => void;
  /** What it held is gone, or it does not answer. */
  readonly lost: (reason: "gone" | "silent" | "lost") => void;
  /** It holds nothing of the room any more. */
  readonly retired: () => void;
}

/**
 * Brings one node to what the room's state says: a serial loop that asks what is there, computes
 * the difference and sends it. What to do when that fails is the room's to decide.
 */
export class Site {
  readonly #options: SiteOptions;
  #held: Holdings | undefined;
  #dirty = false;
  #running = false;
  #silences = 0;
  #failedRounds = 0;
  #isClosed = false;

  constructor(options: SiteOptions) {
    this.#options = options;
  }

  get client(): NodeClient {
    return this.#options.client;
  }

  /** What the node holds, as far as it is known; undefined: it has to be asked. */
  get held(): Holdings | undefined {
    return this.#held;
  }

  /** Returns at once; what it starts goes on until node and state agree. */
  reconcile(): void {
    this.#dirty = true;
    if (this.#running || this.#isClosed) return;
    this.#running = true;
    const { logger, roomId } = this.#options;
    this.#loop().catch((error) => logger.error({ err: error, roomId }, "media loop failed"));
  }

  /** Nothing more is done or said. */
  close(): void {
    this.#isClosed = true;
  }

  get #isOver(): boolean {
    return this.#isClosed || this.#options.signal.aborted;
  }

  async #loop(): Promise<void> {
    const { clock, signal } = this.#options;
    try {
      while (this.#dirty && !this.#isOver) {
        this.#dirty = false;
        const outcome = await this.#round();
        if (outcome !== "again" || this.#isOver) continue;
        this.#dirty = true;
        await sleep(clock, RETRY_MS, signal);
      }
    } finally {
      // In the same turn as the last look at `#dirty`, so that no reason to run falls in between.
      this.#running = false;
    }
  }

  async #round(): Promise<"done" | "again"> {
    const { client, part } = this.#options;
    const now = part();
    if (now === undefined || now === "lingering") return "done";
    if (!this.#held) {
      const described = await client.describe();
      if (this.#isOver) return "done";
      if (!described.ok) return this.#failed(described.failure);
      this.#held = new Holdings(described.value);
    }
    const held = this.#held;
    // Asked anew: what the node is to the room may have changed meanwhile.
    const room = this.#options.room();
    const use = part();
    if (use === undefined || use === "lingering") return "done";
    if (use !== "closing" && this.#hasLost(held, room, use)) {
      this.#options.lost("lost");
      return "done";
    }
    const wanted = use === "closing" ? NOTHING : this.#wanted(room, use, held);
    const steps = plan(wanted, held);
    if (steps.length > 0) {
      const applied = await client.apply(steps);
      // Somebody else is the owner now, and what is told from here may be old.
      if (this.#isOver) return "done";
      if (!applied.ok) {
        this.#held = undefined;
        return this.#failed(applied.failure);
      }
      this.#silences = 0;
      if (!this.#record(held, steps, applied.value)) return this.#incomplete();
    }
    this.#failedRounds = 0;
    if (use === "closing") this.#options.retired();
    else this.#options.settled();
    return "done";
  }

  #wanted(room: Readonly<Room>, use: Use, held: Holdings): Wanted {
    const { views, speech, tappers } = this.#options;
    return {
      ...wantedMedia(room, use, views(), held, speech()),
      taps: wantedTaps(room, use, tappers()),
    };
  }

  /** Some steps failed. One client's impossible track must not keep news from the others. */
  #incomplete(): "done" | "again" {
    this.#options.settled();
    this.#held = undefined; // What is there is asked anew.
    return ++this.#failedRounds < FAILED_ROUNDS_MAX ? "again" : "done";
  }

  /**
   * Whether a client has transports that the node has no more: its worker died and nobody heard.
   * Made again under the same ids, they would be strangers to the clients that have them.
   */
  #hasLost(held: Holdings, room: Readonly<Room>, use: Use): boolean {
    const peers = Object.values(room.peers);
    // Who was told of transports and has not answered yet is known to the earlier owner only.
    if (peers.length > 0 && this.#options.isInherited() && !held.router) return true;
    return peers.some((peer) => {
      const plane = planeOf(peer, use);
      if (!plane) return false;
      const { dtls, generation } = plane;
      const isKnown = dtls.send || dtls.recv || this.#options.hasTransports(peer.id, use);
      return isKnown && (["send", "recv"] as const)
        .some((direction) => !held.transports.has(transportId(peer.id, direction, generation)));
    });
  }

  #failed(failure: NodeFailure): "done" | "again" {
    const { logger, roomId, client, isOnline, lost } = this.#options;
    switch (failure.kind) {
      case "fenced":
        // Another owner acts; the log will tell this one soon.
        return "done";
      case "gone":
        // Right after the bus came back a node that is not on it yet is not gone.
        if (!isOnline()) return "again";
        lost("gone");
        return "done";
      case "silent":
        // Without the bus nobody answers, and that says nothing of the node.
        if (!isOnline() || ++this.#silences < SILENCES_MAX) return "again";
        this.#silences = 0;
        lost("silent");
        return "done";
      case "refused":
        logger.warn({ roomId, nodeId: client.nodeId, code: failure.code }, failure.message);
        return "again";
      default:
        return failure satisfies never;
    }
  }

  /** Whether all steps were done; what was done counts either way. */
  #record(held: Holdings, steps: readonly MediaStep[], results: readonly StepResult[]): boolean {
    let complete = true;
    for (const [index, step] of steps.entries()) {
      const result = results[index];
      if (result?.ok) {
        held.record(step, result);
        continue;
      }
      complete = false;
      const { logger, roomId } = this.#options;
      const code = result?.error.code;
      const text = result?.error.message ?? "a step had no result";
      logger.warn({ roomId, step: step.type, code }, text);
    }
    return complete;
  }
}
