import {
  type Bus,
  type BusSubscription,
  BusUnavailableError,
  type Clock,
  type Logger,
  NoRespondersError,
  RequestTimeoutError,
  sleep,
} from "../../kit/mod.ts";
import {
  BEAT_INTERVAL_MS,
  NodeBeat,
  type NodeEnvelope,
  type NodeId,
  subjects,
  wildcards,
} from "../../protocol/mod.ts";
import { leastLoaded, loadOf } from "./least_loaded_policy.ts";

/** A node that missed three beats and some is taken for gone. */
const BEAT_LIMIT_MS = 3.5 * BEAT_INTERVAL_MS;
/** How often missing beats are looked for. */
const LOOK_EVERY_MS = BEAT_INTERVAL_MS / 2;
/** A look that comes so late means that this process stood still: beats wait to be read. */
const LATE_LOOK_MS = 2 * BEAT_INTERVAL_MS;
/** Nodes remembered; more than any installation has, so that forged beats can't fill the memory. */
const NODES_MAX = 10_000;
/** What one room adds to a node between two beats: without it a burst of rooms goes to one node. */
const PLACED_CONSUMERS = 8;
/** After the bus was away everybody is back on it within this, each at its own moment. */
const RECONNECTING_MS = 1_500;
/** How long a suspected node has to answer. */
const SUSPECT_TIMEOUT_MS = 300;
/** A node that the bus has lost can't answer; one whose name another connection had is there at once. */
const ABSENT_TIMEOUT_MS = 50;
/** A node that lost the bus for a moment is back within this, and its media flowed on. */
const SUSPECT_AGAIN_MS = 250;

export interface NodeDirectoryOptions {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: () => string;
  /** Whether this host hears what is said on the bus, its own words for instance. */
  readonly hears: () => boolean;
  /** Whether the bus has lost the node's connection, and none has come since. */
  readonly isAbsent: (nodeId: NodeId) => boolean;
  /** Told once of each node that is certainly gone. */
  readonly onGone: (nodeId: NodeId) => void;
  /** A node may be gone: what costs nothing should be done now. */
  readonly onDoubtful: (nodeId: NodeId) => void;
  /** A node takes rooms that did not, or wants to be left. */
  readonly onChanged: (nodeId: NodeId) => void;
}

interface Known {
  beat: NodeBeat;
  heardMs: number;
}

/** The media nodes that live, as their beats tell. */
export class NodeDirectory implements AsyncDisposable {
  readonly #options: NodeDirectoryOptions;
  readonly #nodes = new Map<NodeId, Known>();
  /** Nodes that were not heard yet and rooms rely on, and since when. */
  readonly #awaited = new Map<NodeId, number>();
  readonly #suspected = new Set<NodeId>();
  readonly #subscription: BusSubscription;
  readonly #unfollow: () => void;
  readonly #end = new AbortController();
  #lookedMs: number;
  #reconnectedMs = -Infinity;
  #cancelLook: () => void;

  constructor(options: NodeDirectoryOptions) {
    this.#options = options;
    this.#lookedMs = options.clock.monotonicMs();
    this.#cancelLook = this.#lookLater();
    this.#unfollow = options.bus.onStatus(({ type }) => {
      if (type !== "connected") return;
      this.#reconnectedMs = options.clock.monotonicMs();
      this.#startAnew();
    });
    this.#subscription = options.bus.subscribe(wildcards.mediaBeats, {}, ({ body }) => {
      const beat = NodeBeat.safeParse(body);
      if (beat.success) this.#hear(beat.data);
    });
  }

  /** The living node other than these that should take the next room, if there is one. */
  choose(except: readonly NodeId[] = []): NodeId | undefined {
    const nodeId = leastLoaded(this.living().filter((beat) => !except.includes(beat.nodeId)));
    const known = nodeId && this.#nodes.get(nodeId);
    if (known) known.beat = withOneRoomMore(known.beat);
    return nodeId;
  }

  /** Whether the bus is there, and long enough for all others to be on it again. */
  get isOnline(): boolean {
    const { bus, clock } = this.#options;
    return bus.connected && clock.monotonicMs() - this.#reconnectedMs >= RECONNECTING_MS;
  }

  /** Last beats of the nodes that live. */
  living(): NodeBeat[] {
    const since = this.#options.clock.monotonicMs() - BEAT_LIMIT_MS;
    return [...this.#nodes.values()].filter(({ heardMs }) => heardMs >= since)
      .map(({ beat }) => beat);
  }

  /** Whether the node wants to be left. */
  isDraining(nodeId: NodeId): boolean {
    return this.#nodes.get(nodeId)?.beat.draining ?? false;
  }

  /** The node did not answer: don't choose it until it beats again. */
  forget(nodeId: NodeId): void {
    this.#nodes.delete(nodeId);
    this.#awaited.delete(nodeId);
  }

  /** A room relies on the node: if it never beats it is missed like one whose beats have ceased. */
  await(nodeId: NodeId): void {
    if (this.#nodes.has(nodeId) || this.#awaited.size >= NODES_MAX) return;
    if (!this.#awaited.has(nodeId)) this.#awaited.set(nodeId, this.#options.clock.monotonicMs());
  }

  /** Something speaks for the node's being gone, such as its leaving the bus: ask it. */
  suspect(nodeId: NodeId): void {
    if (!this.#nodes.has(nodeId) || this.#suspected.has(nodeId)) return;
    this.#suspected.add(nodeId);
    this.#ask(nodeId)
      .catch((error) => this.#options.logger.error({ err: error, nodeId }, "a node's ping failed"))
      .finally(() => this.#suspected.delete(nodeId));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    this.#cancelLook();
    this.#unfollow();
    await this.#subscription.unsubscribe();
  }

  async #ask(nodeId: NodeId): Promise<void> {
    const { clock, onDoubtful } = this.#options;
    if (await this.#answers(nodeId)) return;
    if (this.#end.signal.aborted) return;
    onDoubtful(nodeId);
    await sleep(clock, SUSPECT_AGAIN_MS, this.#end.signal);
    if (this.#end.signal.aborted || await this.#answers(nodeId)) return;
    this.#gone(nodeId);
  }

  /**
   * Only a node that is certainly not on the bus does not; one that is slow has its beats. Nobody may
   * tell that nobody is there, where somebody else listens.
   */
  async #answers(nodeId: NodeId): Promise<boolean> {
    const { bus, clock, newId, isAbsent } = this.#options;
    const timeoutMs = isAbsent(nodeId) ? ABSENT_TIMEOUT_MS : SUSPECT_TIMEOUT_MS;
    const ping: NodeEnvelope = {
      v: 1,
      id: newId(),
      roomId: "none",
      epoch: 1,
      deadlineAt: Math.round(clock.wallMs()) + timeoutMs,
      body: { type: "ping" },
    };
    try {
      await bus.request(subjects.mediaCommand(nodeId), ping, timeoutMs);
      return true;
    } catch (error) {
      if (error instanceof NoRespondersError) return false;
      if (error instanceof RequestTimeoutError) return !isAbsent(nodeId);
      if (error instanceof BusUnavailableError) return true;
      throw error;
    }
  }

  #hear(beat: NodeBeat): void {
    const { nodeId } = beat;
    this.#awaited.delete(nodeId);
    const before = this.#nodes.get(nodeId);
    if (!before && this.#nodes.size >= NODES_MAX) return;
    // Killed and started again before anybody missed it: what it held is gone all the same.
    if (before && before.beat.bootId !== beat.bootId) this.#gone(nodeId);
    const known = this.#nodes.get(nodeId);
    this.#nodes.set(nodeId, { beat, heardMs: this.#options.clock.monotonicMs() });
    const isNews = known?.beat.draining !== beat.draining || takesRooms(known.beat) !==
        takesRooms(beat);
    if (isNews) this.#options.onChanged(nodeId);
  }

  #lookLater(): () => void {
    const { bus, clock, hears } = this.#options;
    return clock.after(LOOK_EVERY_MS, () => {
      const nowMs = clock.monotonicMs();
      const isLate = nowMs - this.#lookedMs >= LATE_LOOK_MS;
      if (isLate || !bus.connected || !hears()) this.#startAnew();
      else this.#look(nowMs);
      this.#lookedMs = nowMs;
      this.#cancelLook = this.#lookLater();
    });
  }

  /** We were the ones who heard nothing: everybody gets the whole limit again. */
  #startAnew(): void {
    const nowMs = this.#options.clock.monotonicMs();
    for (const node of this.#nodes.values()) node.heardMs = nowMs;
    for (const nodeId of this.#awaited.keys()) this.#awaited.set(nodeId, nowMs);
  }

  #look(nowMs: number): void {
    for (const [nodeId, { heardMs }] of this.#nodes) {
      if (heardMs < nowMs - BEAT_LIMIT_MS) this.#gone(nodeId);
    }
    for (const [nodeId, sinceMs] of this.#awaited) {
      if (sinceMs >= nowMs - BEAT_LIMIT_MS) continue;
      this.#awaited.delete(nodeId);
      this.#options.onGone(nodeId);
    }
  }

  #gone(nodeId: NodeId): void {
    if (this.#nodes.delete(nodeId)) this.#options.onGone(nodeId);
  }
}

function takesRooms(beat: NodeBeat): boolean {
  return loadOf(beat) !== Infinity;
}

function withOneRoomMore(beat: NodeBeat): NodeBeat {
  const [first, ...others] = beat.workers;
  if (!first) return beat;
  const consumers = first.consumers + PLACED_CONSUMERS * beat.workers.length;
  return { ...beat, workers: [{ ...first, consumers }, ...others] };
}
