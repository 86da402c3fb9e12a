import type { Clock, Logger } from "../../kit/mod.ts";
import type { NodeClient, NodeFailure } from "./node_client.ts";

/** Clients that say they hear nothing make the owner ask the node at most so often. */
const PROBE_EVERY_MS = 300;
/** Without a standby a move costs everybody a freeze: one unanswered question is not enough. */
const SILENCES_MAX = 2;

/** `gone`: what it held is lost. `doubtful`: a standby should be used. `silent`: again and again. */
export type Suspicion = "gone" | "doubtful" | "silent";

/** Asks a node whose clients hear nothing whether it is there. */
export class Probe {
  readonly #clock: Clock;
  readonly #logger: Logger;
  #askedMs = -Infinity;
  #silences = 0;

  constructor({ clock, logger }: { clock: Clock; logger: Logger }) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Calls `found` where the node does not answer as it should. */
  ask(client: NodeClient, found: (suspicion: Suspicion) => void): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#askedMs < PROBE_EVERY_MS) return;
    this.#askedMs = nowMs;
    client.ping().then((answer) => {
      const suspicion = answer.ok ? undefined : this.#of(answer.failure);
      if (suspicion !== "silent") this.#silences = suspicion === "doubtful" ? this.#silences : 0;
      if (suspicion) found(suspicion);
    }).catch((error) =>
      this.#logger.error({ err: error, nodeId: client.nodeId }, "a node could not be asked")
    );
  }

  #of(failure: NodeFailure): Suspicion | undefined {
    switch (failure.kind) {
      case "gone":
        return "gone";
      case "silent":
        return ++this.#silences >= SILENCES_MAX ? "silent" : "doubtful";
      case "refused":
        // A stalled worker is ended by its node, which then says so.
        return failure.code === "unknown-router" ? "gone" : "doubtful";
      case "fenced":
        return undefined;
      default:
        return failure satisfies never;
    }
  }
}
