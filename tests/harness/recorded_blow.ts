/** Kills one of those that a recording needs, without notice, and brings it back after a while. */
import type { RecordingId, RoomId } from "../../protocol/mod.ts";
import { ownerOf } from "../faults/owner.ts";
import type { RecordedGround } from "./recorded_ground.ts";
import type { RoundPlan } from "./recorded_plan.ts";
import { pass } from "../../scripts/bench/recording/pass.ts";

export interface Struck {
  readonly roomId: RoomId;
  readonly id: RecordingId;
  /** Where the media node listens that carries the room. */
  readonly mediaPort: number;
}

/** One blow at a time for each kind, so that nobody kills what somebody else just brings back. */
export class Blows {
  readonly #last = new Map<string, Promise<void>>();

  constructor(private readonly ground: RecordedGround) {}

  /** Resolves once it is back. */
  async strike(plan: RoundPlan, struck: Struck): Promise<void> {
    const before = this.#last.get(plan.victim) ?? Promise.resolve();
    const blow = before.catch(() => {}).then(() => this.#strike(plan, struck));
    this.#last.set(plan.victim, blow);
    await blow;
  }

  async #strike(plan: RoundPlan, struck: Struck): Promise<void> {
    const { stack, store } = this.ground;
    switch (plan.victim) {
      case "object-store":
        if (plan.isSilent) store.network.hang();
        else store.network.cut();
        await pass(plan.downMs);
        return store.network.heal();
      case "postgres":
        await stack.postgres.kill();
        await pass(plan.downMs);
        return await stack.postgres.start();
      case "recorder":
        return await this.#kill(await this.#recorderOf(struck), plan);
      case "media-node":
        return await this.#kill(stack.mediaNodeAt(struck.mediaPort), plan);
      case "control-host":
        return await this.#kill(await this.#hostOf(struck), plan);
      case "worker":
        return await this.#kill(this.#workerOn(struck.id), plan);
      default:
        return plan.victim satisfies never;
    }
  }

  async #kill(name: string, { downMs }: RoundPlan): Promise<void> {
    await this.ground.stack.kill(name);
    await pass(downMs);
    await this.ground.stack.restart(name);
  }

  /** Who keeps it now, or kept it last. */
  async #recorderOf({ id }: Struck): Promise<string> {
    const { parts } = await this.ground.manifest(id);
    const name = parts.at(-1)?.recorderId;
    if (!name) throw new Error(`Cannot tell who records ${id}: nobody has yet`);
    return name;
  }

  /** Its owner; of a room that is over any host that is there. */
  async #hostOf({ roomId }: Struck): Promise<string> {
    return await ownerOf(this.ground.stack, roomId).catch(() => "control-1");
  }

  /** Who has last said that it works on it. */
  #workerOn(id: RecordingId): string {
    const names = ["worker-1", "worker-2"];
    return names.find((name) =>
      this.ground.stack.process(name).lines.some((line) => line.includes(id))
    ) ?? "worker-1";
  }
}
