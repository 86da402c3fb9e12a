import {
  type Bus,
  BusUnavailableError,
  type Clock,
  NoRespondersError,
  RequestTimeoutError,
} from "../../kit/mod.ts";
import {
  type MediaStep,
  type NodeEnvelope,
  type NodeId,
  NodeReply,
  type RoomId,
  type RoomMediaDescription,
  type StepResult,
  subjects,
} from "../../protocol/mod.ts";

/** A join's bundle takes some 20 ms; a node that needs this long is stuck. */
const REQUEST_TIMEOUT_MS = 1_500;

/** Whoever asks this suspects the node; a healthy one answers in a few ms. */
const PING_TIMEOUT_MS = 300;

/** Producers with their parameters are the largest: so many fit what the bus carries at once. */
const STEPS_PER_REQUEST = 200;
/** Far beyond what a node allows one room. */
const PAGES_MAX = 1_000;

/** Why a node did not do what it was asked. */
export type NodeFailure =
  // Nobody is there: the node is gone.
  | { kind: "gone" }
  // No answer, or the bus is out of reach: nobody knows what was done.
  | { kind: "silent" }
  // A newer owner has spoken to it.
  | { kind: "fenced" }
  | { kind: "refused"; code: string; message: string };

export type NodeAnswer<T> = { ok: true; value: T } | { ok: false; failure: NodeFailure };

/** One room's line to its media node, at one epoch. Never rejects for what the node or bus does. */
export class NodeClient {
  constructor(
    private readonly options: {
      bus: Bus;
      clock: Clock;
      newId: () => string;
      roomId: RoomId;
      epoch: number;
      nodeId: NodeId;
    },
  ) {}

  get nodeId(): NodeId {
    return this.options.nodeId;
  }

  /** All pages of it. Nothing changes in between: only the owner changes things, and it is asking. */
  async describe(): Promise<NodeAnswer<RoomMediaDescription>> {
    const whole: RoomMediaDescription = {
      router: false,
      transports: [],
      producers: [],
      consumers: [],
      taps: [],
    };
    let skip: number | undefined = 0;
    for (let page = 0; page < PAGES_MAX && skip !== undefined; page++) {
      const reply = await this.#request({ type: "describe", skip });
      if (!reply.ok) return reply;
      const { description } = reply.value;
      if (!description) return malformed();
      whole.router = description.router;
      whole.transports.push(...description.transports);
      whole.producers.push(...description.producers);
      whole.consumers.push(...description.consumers);
      whole.taps?.push(...description.taps ?? []);
      skip = description.next;
    }
    return { ok: true, value: whole };
  }

  /** Results in the order of the steps. */
  async apply(steps: readonly MediaStep[]): Promise<NodeAnswer<StepResult[]>> {
    const results: StepResult[] = [];
    for (let at = 0; at < steps.length; at += STEPS_PER_REQUEST) {
      const part = steps.slice(at, at + STEPS_PER_REQUEST);
      const reply = await this.#request({ type: "apply", steps: part });
      if (!reply.ok) return reply;
      if (reply.value.results?.length !== part.length) return malformed();
      results.push(...reply.value.results);
    }
    return { ok: true, value: results };
  }

  /** Whether the worker that holds the room answers; a node that needs long counts as silent. */
  async ping(): Promise<NodeAnswer<true>> {
    const reply = await this.#request({ type: "ping" }, PING_TIMEOUT_MS);
    return reply.ok ? { ok: true, value: true } : reply;
  }

  async #request(
    body: NodeEnvelope["body"],
    timeoutMs = REQUEST_TIMEOUT_MS,
  ): Promise<NodeAnswer<Extract<NodeReply, { ok: true }>>> {
    const { bus, clock, newId, roomId, epoch, nodeId } = this.options;
    const deadlineAt = Math.round(clock.wallMs()) + timeoutMs;
    const envelope: NodeEnvelope = { v: 1, id: newId(), roomId, epoch, deadlineAt, body };
    try {
      const answer = await bus.request(subjects.mediaCommand(nodeId), envelope, timeoutMs);
      const reply = NodeReply.safeParse(answer);
      if (!reply.success) return malformed();
      if (reply.data.ok) return { ok: true, value: reply.data };
      const { code, message } = reply.data.error;
      if (code === "stale-epoch") return { ok: false, failure: { kind: "fenced" } };
      return { ok: false, failure: { kind: "refused", code, message } };
    } catch (error) {
      if (error instanceof NoRespondersError) return { ok: false, failure: { kind: "gone" } };
      if (error instanceof RequestTimeoutError || error instanceof BusUnavailableError) {
        return { ok: false, failure: { kind: "silent" } };
      }
      throw error;
    }
  }
}

function malformed(): { ok: false; failure: NodeFailure } {
  const message = "The media node's answer could not be read";
  return { ok: false, failure: { kind: "refused", code: "internal", message } };
}
