import type { Bus, Clock, Logger } from "../../../kit/mod.ts";
import type {
  CheckTarget,
  IceConfig,
  MediaStep,
  NetworkCheck,
  NodeBeat,
} from "../../../protocol/mod.ts";
import { NodeClient } from "../../media/mod.ts";
import { Refusal } from "../refusals.ts";
import type { NodeBeats } from "./node_beats.ts";

/** A browser knocks for some seconds; the transports are closed after this. */
export const CHECK_MS = 30_000;
/** Checks under way through one process; a class that arrives together need not all check. */
export const CHECKS_MAX = 64;
const RETRY_AFTER_MS = 5_000;
/** Of the only transport in a check's room. */
const TRANSPORT_ID = "check:recv:1";

export interface CheckDeskOptions {
  bus: Bus;
  clock: Clock;
  logger: Logger;
  nodes: Pick<NodeBeats, "ofEachRegion">;
  /** STUN and TURN for a user of that name. */
  ice: (user: string) => Promise<IceConfig>;
  newId?: () => string;
}

/**
 * Makes what a browser's network check knocks at: on one node of each region a room of the check's own
 * with one transport, which answers STUN and carries nothing. It is closed after a while; should this
 * process end before, the node drops it like any room that was forgotten.
 */
export class CheckDesk implements AsyncDisposable {
  readonly #options: CheckDeskOptions;
  readonly #open = new Map<string, { clients: NodeClient[]; cancel: () => void }>();

  constructor(options: CheckDeskOptions) {
    this.#options = options;
  }

  /** Rejects with {@linkcode Refusal} while too many are under way. */
  async begin(): Promise<NetworkCheck> {
    const { clock, nodes, ice, newId = () => crypto.randomUUID() } = this.#options;
    if (this.#open.size >= CHECKS_MAX) {
      const message = "Cannot check now: too many others do";
      throw new Refusal({ code: "overloaded", message, retryAfterMs: RETRY_AFTER_MS });
    }
    const roomId = `check-${newId()}`;
    const beats = nodes.ofEachRegion();
    const clients = beats.map(({ nodeId }) => this.#client(roomId, nodeId));
    // Also what did not answer may have been made, so it is closed likewise.
    const cancel = clock.after(CHECK_MS, () => this.#close(roomId));
    this.#open.set(roomId, { clients, cancel });
    const [config, ...targets] = await Promise.all([
      ice(roomId),
      ...beats.map((beat, index) => target(beat, clients[index])),
    ]);
    return {
      targets: targets.filter((target) => target !== undefined),
      ...config,
      validMs: CHECK_MS,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#open.keys()].map((roomId) => this.#closed(roomId)));
  }

  #client(roomId: string, nodeId: string): NodeClient {
    const { bus, clock, newId = () => crypto.randomUUID() } = this.#options;
    return new NodeClient({ bus, clock, newId, roomId, nodeId, epoch: 1 });
  }

  #close(roomId: string): void {
    this.#closed(roomId).catch((error) =>
      this.#options.logger.error({ err: error, roomId }, "a network check could not be closed")
    );
  }

  async #closed(roomId: string): Promise<void> {
    const check = this.#open.get(roomId);
    if (!check) return;
    this.#open.delete(roomId);
    check.cancel();
    await Promise.all(check.clients.map((client) => client.apply([{ type: "closeRouter" }])));
  }
}

/** `undefined`: the node did not make it in time, or not at all. */
async function target(
  { nodeId, region }: NodeBeat,
  client: NodeClient | undefined,
): Promise<CheckTarget | undefined> {
  const steps: MediaStep[] = [
    { type: "ensureRouter" },
    { type: "ensureTransport", transportId: TRANSPORT_ID },
  ];
  const answer = await client?.apply(steps);
  const made = answer?.ok ? answer.value[1] : undefined;
  if (!made?.ok || !made.transport) return undefined;
  return { nodeId, ...(region !== undefined && { region }), transport: made.transport };
}
