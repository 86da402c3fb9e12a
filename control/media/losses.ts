import type { Clock, Logger } from "../../kit/mod.ts";
import type { NodeId } from "../../protocol/mod.ts";
import type { EffectContext } from "../actor/mod.ts";
import type { NodeDirectory } from "../placement/mod.ts";
import type { Command, Room } from "../room/mod.ts";
import type { NodeClient } from "./node_client.ts";
import { Patience } from "./patience.ts";
import { Probe } from "./probe.ts";
import type { TellSelf } from "./tell_self.ts";

export interface LossesOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly directory: Pick<NodeDirectory, "forget">;
  readonly context: Pick<EffectContext<Room, Command>, "signal" | "state">;
  readonly tellSelf: TellSelf;
  readonly client: (nodeId: NodeId) => NodeClient;
  /** Nothing more is done on the node; whether anything was. */
  readonly drop: (nodeId: NodeId) => boolean;
  /** The room had left it before. */
  readonly reconcile: () => void;
}

/** What a room does about nodes that are gone, or may be. */
export class Losses {
  readonly #options: LossesOptions;
  readonly #probe: Probe;
  readonly #patience = new Patience();

  constructor(options: LossesOptions) {
    this.#options = options;
    this.#probe = new Probe(options);
  }

  /** What the node held of the room is gone. */
  lost(nodeId: NodeId): void {
    this.#patience.confirm(nodeId);
    this.#giveUp(nodeId);
  }

  /** The node may be gone: a standby elsewhere costs nothing to use, one there is worth nothing. */
  doubt(nodeId: NodeId): void {
    const { context, clock, tellSelf } = this.#options;
    const { placement, standby } = context.state();
    if (!standby || (placement?.nodeId !== nodeId && standby.nodeId !== nodeId)) return;
    if (!this.#patience.allows(nodeId, clock.monotonicMs())) return;
    if (standby.nodeId === nodeId) return this.#giveUp(nodeId);
    const { generation } = standby;
    tellSelf({ from: { kind: "owner" }, body: { type: "promoteStandby", generation } });
  }

  /** Clients hear nothing: is the node there at all? */
  ask(): void {
    const { context, client, directory } = this.#options;
    const { placement } = context.state();
    if (!placement) return;
    const { nodeId, generation } = placement;
    this.#probe.ask(client(nodeId), (suspicion) => {
      const { placement: now, standby } = context.state();
      if (context.signal.aborted || now?.generation !== generation) return;
      if (suspicion === "gone") return this.lost(nodeId);
      if (standby) return this.doubt(nodeId);
      if (suspicion === "doubtful") return;
      directory.forget(nodeId);
      this.lost(nodeId);
    });
  }

  #giveUp(nodeId: NodeId): void {
    const { context, tellSelf, drop, reconcile } = this.#options;
    const { placement, standby } = context.state();
    const wasThere = drop(nodeId);
    const from = { kind: "owner" } as const;
    if (placement?.nodeId === nodeId) {
      tellSelf({ from, body: { type: "loseMedia", ...placement } });
    } else if (standby?.nodeId === nodeId) {
      tellSelf({ from, body: { type: "loseStandby", ...standby } });
    } else if (wasThere) reconcile();
  }
}
