/** Which stage of a recovery took how long, as bus and pages saw it. */
import type { BusSubscription } from "../../../kit/mod.ts";
import {
  NodeEvent,
  RoomEvent,
  SessionMessage,
  subjects,
  wildcards,
} from "../../../protocol/mod.ts";
import { epochMs, type PageEvent } from "../../../tests/browser/probe/mod.ts";
import type { Scene } from "./scene.ts";

/** Events kept; some minutes of a busy room. */
const EVENTS_MAX = 5_000;

/** Milliseconds from a blow to the first event of a stage; absent: it did not come. */
export type Stages = Readonly<Record<string, number>>;

/** Listens to the bus for what a recovery is made of. */
export class BusEvents implements AsyncDisposable {
  readonly #events: PageEvent[] = [];
  readonly #subscriptions: BusSubscription[];

  constructor({ stack: { bus }, roomId }: Pick<Scene, "stack" | "roomId">) {
    this.#subscriptions = [
      bus.subscribe(wildcards.mediaEvents, {}, ({ body }) => {
        const event = NodeEvent.safeParse(body);
        if (event.success) this.#note(wordsOf(event.data.body));
      }),
      bus.subscribe(subjects.sessionMessage("*"), {}, ({ body }) => {
        const message = SessionMessage.safeParse(body);
        if (!message.success || message.data.body.type !== "media") return;
        const { generation, use } = message.data.body.media;
        this.#note(`media ${generation} ${use}`);
      }),
      bus.subscribe(subjects.roomEvent(roomId), {}, ({ body }) => {
        const event = RoomEvent.safeParse(body);
        if (!event.success) return;
        if (event.data.adopted) this.#note("adopted");
        if (event.data.body) this.#note("facts");
      }),
    ];
  }

  since(fromMs: number): PageEvent[] {
    return this.#events.filter(({ at }) => at >= fromMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#subscriptions.map((subscription) => subscription.unsubscribe()));
  }

  #note(what: string): void {
    this.#events.push({ at: epochMs(), what });
    if (this.#events.length > EVENTS_MAX) this.#events.splice(0, EVENTS_MAX / 2);
  }
}

/** A node's event as a line begins with its type. */
function wordsOf(body: NodeEvent["body"]): string {
  if (body.type !== "ForwardingChanged") return body.type;
  const streams = body.streams.map(({ consumerId, forwarding: { layers, withheld, score } }) => {
    const flow = layers ? `${layers.spatial}/${layers.temporal ?? 0}` : "nothing";
    return `${consumerId} gets ${flow}${withheld ? ", withheld" : ""}, score ${score}`;
  });
  return `${body.type}: ${streams.join("; ")}`;
}

const BUS_STAGES: Readonly<Record<string, (what: string) => boolean>> = {
  noticedMs: (what) => what === "WorkerDied" || what === "WorkerStalled",
  decidedMs: (what) => /^media \d+ active$/.test(what),
  adoptedMs: (what) => what === "adopted",
};

const PAGE_STAGES: Readonly<Record<string, (what: string) => boolean>> = {
  toldMs: (what) => /^media \d+ active$/.test(what),
  replacedMs: (what) => what === "replaceTrack video",
  // Nothing is encoded for the dead any more.
  stoppedMs: (what) => what === "replaceTrack null",
};

/** The first of each stage after `sinceMs`; of pages the later one counts, as it keeps people waiting. */
export function stagesOf(
  { bus, pages, sinceMs }: {
    bus: readonly PageEvent[];
    pages: readonly (readonly PageEvent[])[];
    sinceMs: number;
  },
): Stages {
  const first = (events: readonly PageEvent[], is: (what: string) => boolean) => {
    const at = events.find((event) => event.at >= sinceMs && is(event.what))?.at;
    return at === undefined ? [] : [at - sinceMs];
  };
  const stages: Record<string, number> = {};
  for (const [stage, is] of Object.entries(BUS_STAGES)) {
    const [ms] = first(bus, is);
    if (ms !== undefined) stages[stage] = ms;
  }
  for (const [stage, is] of Object.entries(PAGE_STAGES)) {
    const times = pages.flatMap((events) => first(events, is));
    if (times.length > 0) stages[stage] = Math.max(...times);
  }
  return stages;
}
