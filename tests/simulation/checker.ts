/** The invariants that can be seen in passing, held against the log at every step of a run. */
import { z } from "zod";
import type { Room } from "../../control/room/mod.ts";
import { type RoomCommand, type RoomReply, transportId } from "../../protocol/mod.ts";
import { equal } from "./equal.ts";
import type { History, Written } from "./history.ts";

export interface Violation {
  /** Its number among the invariants of the design. */
  invariant: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
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
const Accepted = z.object({
  ok: z.literal(true),
  epoch: z.int(),
  rev: z.int(),
  durable: z.boolean(),
});

/** Commands that always leave facts when they are accepted for the first time. */
const FACTUAL: readonly RoomCommand["type"][] = ["create", "join", "leave"];

export class Checker {
  readonly violations: Violation[] = [];
  readonly #history: History;
  /** Commands that were acknowledged as durable and have facts. */
  readonly #acknowledged = new Set<string>();
  /** Those that were acknowledged as not durable, by whom and with which revision. */
  readonly #heldBy = new Map<string, { epoch: number; rev: number }>();
  /** Hosts whose state was not in the log when they were last heard of. */
  readonly #holding = new Set<string>();
  /** When each host could know of which epoch. */
  readonly #knowable = new Map<string, { atMs: number; epoch: number }[]>();
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
    this.#look(host, owner);
    if (owner && !owner.durable) return;
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
  answered(
    { host, request, reply, owner, receivedMs }: {
      host: string;
      request: unknown;
      reply: unknown;
      owner: OwnerView | undefined;
      /** When the owner got the request. */
      receivedMs: number;
    },
  ): void {
    const accepted = Accepted.safeParse(reply).data;
    this.#look(host, owner);
    if (accepted && !accepted.durable) {
      // Its seat may be another session's by the end of the same turn.
      const join = Join.safeParse(request).data;
      if (join) this.#history.admitted.add(join.from.sessionId);
      return;
    }
    if (!accepted) return;
    const { rev, epoch } = accepted;
    if (rev > this.#history.rev) {
      this.violate(1, `${host} answered from rev ${rev}, the log is at ${this.#history.rev}`);
    }
    // Whoever can't know yet that it was superseded may say what was true a moment ago.
    const known = this.#knowable.get(host)?.findLast(({ atMs }) => atMs < receivedMs)?.epoch ?? 0;
    const logged = this.#history.revAt(receivedMs);
    if (epoch < known && rev < logged) {
      this.violate(
        1,
        `${host} answered from rev ${rev} of epoch ${epoch}, though the log was at ${logged} ` +
          `and it could know of epoch ${known}`,
      );
    }
  }

  /** Tracks of a first plane: on a second one those that were closed meanwhile leave no facts. */
  #isOpening(id: string, body: RoomCommand): boolean {
    if (body.type !== "publish" || body.publish.producers.length === 0) return false;
    const peerId = id.split("-")[0] ?? "";
    return !this.#history.secondPlanes.has(transportId(peerId, "send", body.publish.generation));
  }

  /** Another host's claim has reached `host`. */
  heardClaim(host: string, epoch: number, atMs: number): void {
    const known = this.#knowable.get(host) ?? [];
    this.#knowable.set(host, known);
    if ((known.at(-1)?.epoch ?? 0) < epoch) known.push({ atMs, epoch });
  }

  /** `host` has reason to ask the log who owns the room: it was frozen, or the bus is back. */
  awoke(host: string, atMs: number): void {
    this.heardClaim(host, this.#history.epoch, atMs);
  }

  /** A client has an answer: remembered for invariant 2. */
  acknowledged(id: string, body: RoomCommand, reply: Extract<RoomReply, { ok: true }>): void {
    if (!FACTUAL.includes(body.type) && !this.#isOpening(id, body)) return;
    if (reply.durable) this.#acknowledged.add(id);
    else if (!this.#heldBy.has(id)) this.#heldBy.set(id, { epoch: reply.epoch, rev: reply.rev });
  }

  /** Invariant 8: only who has a seat, as far as the sender can know, gets media. */
  told(host: string, body: unknown, owner: OwnerView | undefined): void {
    const { sessionId, body: { type } } = Told.parse(body);
    this.#look(host, owner);
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
      if (this.#history.calledFor.has(id) || this.#history.heldFor.has(id)) continue;
      this.violate(8, `${node} was told of ${id}, which nothing in the log calls for`);
    }
  }

  /**
   * Invariant 2: what was acknowledged is in the log, and nothing is there twice. What was acknowledged
   * as not durable may be lost with its owner, and with nothing else.
   */
  finished(): void {
    const { commands, epoch: lastEpoch } = this.#history;
    for (const [id, { times }] of commands) {
      if (times > 1) this.violate(2, `${id} was applied ${times} times`);
    }
    for (const id of this.#acknowledged) {
      if (!commands.has(id)) this.violate(2, `${id} was acknowledged and is lost`);
    }
    for (const [id, { epoch, rev }] of this.#heldBy) {
      const placed = commands.get(id);
      if (!placed && epoch === lastEpoch) {
        this.violate(2, `${id} was acknowledged by the owner of epoch ${epoch} and is lost`);
      }
      if (placed?.epoch === epoch && placed.rev > rev) {
        this.violate(2, `${id} was acknowledged with rev ${rev} and stands at rev ${placed.rev}`);
      }
    }
  }

  /** Invariant 3: once what was held is in the log, the log says what its owner has said. */
  #look(host: string, owner: OwnerView | undefined): void {
    if (!owner) return;
    if (!owner.durable) {
      this.#holding.add(host);
      this.#history.hold(owner.state);
    } else if (this.#holding.delete(host)) this.ownerKnows(host, owner);
  }
}
