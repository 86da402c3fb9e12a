/**
 * What a change of what somebody sees is made of: from the key or click to the picture on the screen,
 * leg by leg, as the page and the bus saw it.
 */
import type { BusSubscription } from "../../../kit/mod.ts";
import {
  type NodeCommand,
  NodeEnvelope,
  type PeerId,
  RoomCommandEnvelope,
  subjects,
} from "../../../protocol/mod.ts";
import { epochMs, type PageEvent } from "../../../tests/browser/probe/mod.ts";
import type { Stack } from "../../../tests/harness/stack.ts";

/** Moments kept; some minutes of a call. */
const MOMENTS_MAX = 5_000;
/** The page's clock and ours are compared no better than to this. */
const CLOCKS_MS = 2;

/** In the order in which they follow each other; each ends with what it is called after. */
export const LEGS = ["stated", "heard", "wished", "received", "shown"] as const;
export type Leg = (typeof LEGS)[number];
/** Milliseconds of each leg. */
export type Waterfall = Readonly<Record<Leg, number>>;

/** What a leg is, in words. */
export const LEG_WORDS: Readonly<Record<Leg, string>> = {
  stated: "page: layout, until the view is on its way",
  heard: "socket and gateway, until the room's owner is sent it",
  wished: "owner, until the media node is told",
  received: "node, sender's encoder, network: until the whole frame is there",
  shown: "jitter buffer, decoder, screen",
};

type Moment =
  | { readonly atMs: number; readonly type: "view"; readonly peerId: PeerId }
  | { readonly atMs: number; readonly type: "flow"; readonly consumers: readonly string[] };

/** Listens to the bus for the two legs in between. */
export class SwitchTrace implements AsyncDisposable {
  readonly #moments: Moment[] = [];
  readonly #subscriptions: readonly BusSubscription[];

  constructor({ bus }: Pick<Stack, "bus">) {
    this.#subscriptions = [
      bus.subscribe(subjects.roomCommand("*"), {}, ({ body }) => {
        const envelope = RoomCommandEnvelope.safeParse(body);
        if (!envelope.success || envelope.data.body.type !== "view") return;
        const { from } = envelope.data;
        if (from.kind !== "session") return;
        this.#note({ atMs: epochMs(), type: "view", peerId: from.peerId });
      }),
      bus.subscribe(subjects.mediaCommand("*"), {}, ({ body }) => {
        const envelope = NodeEnvelope.safeParse(body);
        if (!envelope.success) return;
        const consumers = flowing(envelope.data.body);
        if (consumers.length > 0) this.#note({ atMs: epochMs(), type: "flow", consumers });
      }),
    ];
  }

  /**
   * Of a picture of `peerId` that `viewer` saw first at `shownMs`; undefined where a moment is
   * missing: it was under way before.
   */
  waterfall(
    { viewer, peerId, pressedMs, receivedMs, shownMs, page }: {
      viewer: PeerId;
      peerId: PeerId;
      pressedMs: number;
      receivedMs: number;
      shownMs: number;
      page: readonly PageEvent[];
    },
  ): Waterfall | undefined {
    const stated = page.find(({ at, what }) => at >= pressedMs && what === "view stated")?.at;
    if (stated === undefined) return undefined;
    const heard = this.#moments.find((moment) =>
      moment.type === "view" && moment.peerId === viewer && moment.atMs >= stated - CLOCKS_MS
    )?.atMs;
    const wished = this.#moments.find((moment) =>
      moment.type === "flow" && moment.atMs >= (heard ?? Infinity) &&
      moment.consumers.some((id) => id.startsWith(viewer) && id.includes(peerId))
    )?.atMs;
    if (heard === undefined || wished === undefined) return undefined;
    return {
      stated: stated - pressedMs,
      heard: heard - stated,
      wished: wished - heard,
      received: receivedMs - wished,
      shown: shownMs - receivedMs,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.unsubscribe()));
  }

  #note(moment: Moment): void {
    this.#moments.push(moment);
    if (this.#moments.length > MOMENTS_MAX) this.#moments.splice(0, MOMENTS_MAX / 2);
  }
}

function flowing(command: NodeCommand): string[] {
  if (command.type !== "apply") return [];
  return command.steps.flatMap((step) =>
    step.type === "ensureConsumer" && !step.paused ? [step.consumerId] : []
  );
}
