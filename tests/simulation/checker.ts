/** The invariants that can be seen in passing, held against the log at every step of a run. */
import { z } from "zod";
import type { Room } from "../../control/room/mod.ts";
import type { RoomCommand, RoomReply } from "../../protocol/mod.ts";
import { equal } from "./equal.ts";
import type { History, Written } from "./history.ts";

export interface Violation {
  /** Its number among the invariants of the design. */
  invariant: 1 | 2 | 3 | 6 | 7 | 8;
  what: string;
}

/** What a host says of the room it owns. */
export interface OwnerView {
  rev: number;
  epoch: number;
  state: Readonly<Room>;
  /** Whether it says that this state is in the log. */
  durable: boolean;
}

// Only what the checks read: whoever these messages are for parses all of them.
const Told = z.object({ sessionId: z.string(), body: z.object({ type: z.string() }) });
const Join = z.object({
  from: z.object({ sessionId: z.string() }),
  body: z.object({ type: z.literal("join") }),
});
const Answer = z.object({ ok: z.boolean() });
const Step = z.object({
  type: z.string(),
  transportId: z.string().optional(),
  producerId: z.string().optional(),
});
const Order = z.object({
  epoch: z.int(),
  body: z.object({ type: z.string(), steps: z.array(Step).optional() }),
});
const Notice = z.object({ epoch: z.int(), to: z.int(), adopted: z.unknown().optional() });
const Accepted = z.object({ ok: z.literal(true), rev: z.int(), durable: z.boolean() });

/** Commands that always leave facts when they are accepted for the first time. */
const FACTUAL: readonly RoomCommand["type"][] = ["create", "join", "leave"];

export class Checker {
  readonly violations: Violation[] = [];
  readonly #history: History;
  /** Commands that were acknowledged as durable and have facts. */
  readonly #acknowledged = new Set<string>();
  readonly #writers = new Map<number, string>();
  readonly #highestEpochs = new Map<string, number>();

  constructor(history: History) {
    this.#history = history;
  }

  violate(invariant: Violation["invariant"], what: string): void {
    this.violations.push({ invariant, what });
  }

  /** Invariant 1: an epoch has one writer, epochs only rise, and no fact is written over another. */
  written({ writer, epoch, adopted, rev, revBefore }: Written): void {
    const known = this.#writers.get(epoch);
    const before = this.#history.written.at(-2)?.epoch ?? 0;
    if (known !== undefined && known !== writer) {
      this.violate(1, `${writer} wrote in epoch ${epoch}, which is ${known}'s`);
    }
    if (epoch < before) this.violate(1, `${writer} wrote in epoch ${epoch} after epoch ${before}`);
    if (epoch > before && !adopted) this.violate(1, `${writer} wrote without a claim`);
    if (rev.from !== revBefore) {
      this.violate(1, `${writer} wrote after rev ${rev.from}, the log was at ${revBefore}`);
    }
    this.#writers.set(epoch, writer);
  }

  /**
   * Invariant 1: what watchers hear of is in the log, unless the owner knows that it can't be reached.
   * Invariant 3: a new owner knows the log.
   */
  noticed(host: string, body: unknown, owner: OwnerView | undefined): void {
    const notice = Notice.parse(body);
    if (owner && !owner.durable) return this.#history.hold(owner.state);
    if (notice.to > this.#history.rev) {
      this.violate(1, `${host} told of rev ${notice.to}, the log is at ${this.#history.rev}`);
    }
    if (notice.adopted && owner) this.ownerKnows(host, owner);
  }

  /** Invariant 3. */
  ownerKnows(host: string, { rev, state, epoch }: OwnerView): void {
    const expected = this.#history.states[rev];
    if (expected && equal(state, expected)) return;
    this.violate(3, `${host} in epoch ${epoch} has another state at rev ${rev} than the log`);
  }

  /** Invariant 1: an answer is given after its facts are in the log, or says that they are not. */
  answered(host: string, request: unknown, reply: unknown, owner: OwnerView | undefined): void {
    const accepted = Accepted.safeParse(reply).data;
    if (owner && !owner.durable) this.#history.hold(owner.state);
    if (accepted && !accepted.durable) {
      // Its seat may be another session's by the end of the same turn.
      const join = Join.safeParse(request).data;
      if (join) this.#history.admitted.add(join.from.sessionId);
      return;
    }
    if (!accepted || accepted.rev <= this.#history.rev) return;
    this.violate(
      1,
      `${host} answered from rev ${accepted.rev}, the log is at ${this.#history.rev}`,
    );
  }

  /** A client has an answer: remembered for invariant 2. */
  acknowledged(id: string, body: RoomCommand, reply: Extract<RoomReply, { ok: true }>): void {
    const isFactual = FACTUAL.includes(body.type) ||
      (body.type === "publish" && body.publish.producers.length > 0);
    if (isFactual && reply.durable) this.#acknowledged.add(id);
  }

  /** Invariant 8: only who has a seat, as far as the sender can know, gets media. */
  told(host: string, body: unknown, owner: OwnerView | undefined): void {
    const { sessionId, body: { type } } = Told.parse(body);
    if (owner && !owner.durable) this.#history.hold(owner.state);
    if (!this.#history.admitted.has(sessionId)) {
      this.violate(8, `${host} told ${sessionId}, which was never admitted`);
    }
    if (type !== "media" || !owner) return;
    const seated = Object.values(owner.state.peers).some((peer) => peer.sessionId === sessionId);
    if (!seated) this.violate(8, `${host} told ${sessionId} of media after its seat had ended`);
  }

  /** Invariant 6 at a node; invariant 8: a node holds nothing that the log has not called for. */
  obeyed(node: string, request: unknown, answer: unknown): void {
    if (!Answer.parse(answer).ok) return;
    const { epoch, body } = Order.parse(request);
    const highest = this.#highestEpochs.get(node) ?? 0;
    if (epoch < highest) this.violate(6, `${node} obeyed epoch ${epoch} after epoch ${highest}`);
    else this.#highestEpochs.set(node, epoch);
    for (const { type, transportId, producerId } of body.steps ?? []) {
      const id = type === "ensureProducer" ? producerId : transportId;
      if (!type.startsWith("ensure") || id === undefined) continue;
      if (this.#history.calledFor.has(id)) continue;
      this.violate(8, `${node} was told of ${id}, which nothing in the log calls for`);
    }
  }

  /** Invariant 2: what was acknowledged is in the log, and nothing is there twice. */
  finished(): void {
    for (const [id, times] of this.#history.commands) {
      if (times > 1) this.violate(2, `${id} was applied ${times} times`);
    }
    for (const id of this.#acknowledged) {
      if (!this.#history.commands.has(id)) this.violate(2, `${id} was acknowledged and is lost`);
    }
  }
}
