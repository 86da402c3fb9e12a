import { type Bus, type Clock, type Logger, sleep } from "../../kit/mod.ts";
import {
  type ErrorBody,
  type MediaStep,
  type NodeId,
  type PeerId,
  type SessionId,
  type SessionMessage,
  type StepResult,
  subjects,
  transportId,
  type View,
} from "../../protocol/mod.ts";
import type { EffectContext } from "../actor/mod.ts";
import type { NodeDirectory } from "../placement/mod.ts";
import { type Command, Holdings, plan, type Room, wantedMedia } from "../room/mod.ts";
import { Audience } from "./audience.ts";
import { NodeClient, type NodeFailure } from "./node_client.ts";
import { selfTeller, type TellSelf } from "./tell_self.ts";

/** Pause before another try, when no node is free or one refused. */
const RETRY_MS = 300;
/** Silences in a row after which a node is given up for this room. */
const SILENCES_MAX = 2;
/** Rounds in a row with failed steps before the room waits for the next reason to try. */
const FAILED_ROUNDS_MAX = 3;

export interface RoomMediaOptions {
  bus: Bus;
  clock: Clock;
  logger: Logger;
  newId: () => string;
  directory: NodeDirectory;
}

type Context = EffectContext<Room, Command>;

/** The node of the present placement, and what it is known to hold; undefined: has to be asked. */
interface Site {
  readonly of: NodeClient;
  readonly generation: number;
  held: Holdings | undefined;
}

/**
 * Brings a room's media node and clients to what the room's state says: a serial loop that asks
 * what is there, computes the difference and sends it. One for each room and epoch.
 */
export class RoomMedia {
  readonly #options: RoomMediaOptions;
  readonly #context: Context;
  readonly audience = new Audience();
  #site: Site | undefined;
  #dirty = false;
  #running = false;
  #silences = 0;
  #failedRounds = 0;

  readonly #tellSelf: TellSelf;
  /** The generation that an earlier owner's clients may have been told of. */
  readonly #inherited: number | undefined;

  constructor(options: RoomMediaOptions, context: Context) {
    this.#options = options;
    this.#context = context;
    this.#tellSelf = selfTeller(options, context);
    const { peers, placement } = context.state();
    if (Object.keys(peers).length > 0) this.#inherited = placement?.generation;
  }

  /** Returns at once; what it starts goes on until node and state agree. */
  reconcile(): void {
    this.#dirty = true;
    if (this.#running) return;
    this.#running = true;
    this.#loop().catch((error) =>
      this.#options.logger.error({ err: error, roomId: this.#context.actorId }, "media loop failed")
    );
  }

  attend(peerId: PeerId, sessionId: SessionId, view: View): void {
    this.audience.attend(peerId, sessionId, view, this.#options.clock.monotonicMs());
    this.reconcile();
  }

  /** The node lost what it held for this room: ask it again, or find another. */
  nodeLost(nodeId: NodeId): void {
    if (this.#site?.of.nodeId === nodeId) this.#giveUp(nodeId);
  }

  closeSession(sessionId: SessionId, error: ErrorBody): void {
    this.#tell(sessionId, { type: "close", error });
  }

  async #loop(): Promise<void> {
    const { signal } = this.#context;
    try {
      while (this.#dirty && !signal.aborted) {
        this.#dirty = false;
        const outcome = await this.#round();
        if (outcome !== "again") continue;
        this.#dirty = true;
        await sleep(this.#options.clock, RETRY_MS, signal);
      }
    } finally {
      // In the same turn as the last look at `#dirty`, so that no reason to run falls in between.
      this.#running = false;
    }
  }

  async #round(): Promise<"done" | "again"> {
    const { signal } = this.#context;
    const room = this.#context.state();
    if (!room.placement) return this.#place(room);
    const { nodeId, generation } = room.placement;
    const site = this.#siteOf(nodeId, generation);

    if (!site.held) {
      const described = await site.of.describe();
      if (signal.aborted) return "done";
      if (!described.ok) return this.#failed(described.failure, nodeId);
      site.held = new Holdings(described.value);
      // Made again under the same ids, they would be strangers to the clients that have them.
      if (this.#hasLost(site.held, room)) {
        this.#giveUp(nodeId);
        return "done";
      }
    }
    const views = this.audience.views(room);
    const steps = plan(wantedMedia(room, views, site.held.consumers), site.held);
    let complete = true;
    if (steps.length > 0) {
      const applied = await site.of.apply(steps);
      // Somebody else is the owner now, and what is told from here may be old.
      if (signal.aborted) return "done";
      if (!applied.ok) {
        site.held = undefined;
        return this.#failed(applied.failure, nodeId);
      }
      this.#silences = 0;
      complete = this.#record(site.held, steps, applied.value);
    }
    // Also when a step failed: one client's impossible track must not keep news from the others.
    this.#tellAll(site.held);
    if (complete) {
      this.#failedRounds = 0;
      return "done";
    }
    site.held = undefined; // What is there is asked anew.
    return ++this.#failedRounds < FAILED_ROUNDS_MAX ? "again" : "done";
  }

  /** Whether a client has transports that the node has no more: its worker died and nobody heard. */
  #hasLost(held: Holdings, room: Readonly<Room>): boolean {
    if (Object.keys(room.peers).length === 0) return false;
    // Who was told of transports and has not answered yet is known to the earlier owner only.
    if (room.placement?.generation === this.#inherited && !held.router) return true;
    return Object.values(room.peers).some((peer) => {
      const { id, generation, dtls } = peer;
      const isKnown = dtls.send || dtls.recv || this.audience.hasTransports(peer);
      return isKnown && (["send", "recv"] as const)
        .some((direction) => !held.transports.has(transportId(id, direction, generation)));
    });
  }

  #siteOf(nodeId: NodeId, generation: number): Site {
    const known = this.#site;
    if (known?.of.nodeId === nodeId && known.generation === generation) return known;
    const { bus, clock, newId } = this.#options;
    const { actorId: roomId, epoch } = this.#context;
    const of = new NodeClient({ bus, clock, newId, roomId, epoch, nodeId });
    return this.#site = { of, generation, held: undefined };
  }

  #place(room: Readonly<Room>): "done" | "again" {
    if (Object.keys(room.peers).length === 0) return "done";
    const nodeId = this.#options.directory.choose();
    if (!nodeId) return "again";
    this.#tellSelf({ from: { kind: "owner" }, body: { type: "placeMedia", nodeId } });
    return "done";
  }

  #failed(failure: NodeFailure, nodeId: NodeId): "done" | "again" {
    const { logger } = this.#options;
    const about = { roomId: this.#context.actorId, nodeId };
    switch (failure.kind) {
      case "fenced":
        // Another owner acts; the log will tell this one soon.
        return "done";
      case "gone":
        this.#options.directory.forget(nodeId);
        this.#giveUp(nodeId);
        return "done";
      case "silent":
        if (++this.#silences < SILENCES_MAX) return "again";
        this.#options.directory.forget(nodeId);
        this.#giveUp(nodeId);
        return "done";
      case "refused":
        logger.warn({ ...about, code: failure.code }, failure.message);
        return "again";
      default:
        return failure satisfies never;
    }
  }

  #giveUp(nodeId: NodeId): void {
    const generation = this.#context.state().placement?.generation;
    this.#silences = 0;
    this.#site = undefined;
    if (generation === undefined) return;
    this.#tellSelf({
      from: { kind: "owner" },
      body: { type: "loseMedia", nodeId, generation },
    });
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
      const about = { roomId: this.#context.actorId, step: step.type, code: result?.error.code };
      this.#options.logger.warn(about, result?.error.message ?? "a step had no result");
    }
    return complete;
  }

  #tellAll(held: Holdings): void {
    const nowMs = this.#options.clock.monotonicMs();
    for (const { sessionId, media } of this.audience.news(this.#context.state(), held, nowMs)) {
      this.#tell(sessionId, { type: "media", media });
    }
  }

  #tell(sessionId: SessionId, body: SessionMessage["body"]): void {
    const message: SessionMessage = { v: 1, sessionId, epoch: this.#context.epoch, body };
    this.#options.bus.publish(subjects.sessionMessage(sessionId), message);
  }
}
