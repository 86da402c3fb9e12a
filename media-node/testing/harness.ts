/** A media node with real workers on a bus in memory, and an owner that commands it. */
import { type Bus, type Clock, MemoryBroker, silentLogger, systemClock } from "../../kit/mod.ts";
import { poll, STATE_LIMIT_MS } from "../../kit/testing/poll.ts";
import {
  DrainReply,
  type DrainRequest,
  type MediaStep,
  NodeBeat,
  type NodeCommand,
  NodeEvent,
  NodeReply,
  type RoomMediaDescription,
  type StepResult,
  subjects,
} from "../../protocol/mod.ts";
import { ensureWorker } from "../../scripts/worker/mod.ts";
import type { WorkerConfig } from "../config.ts";
import { MediaNode } from "../node.ts";
import type { Patience } from "../worker_watch.ts";

const NODE_ID = "m1";
const REQUEST_TIMEOUT_MS = 20_000;

/** A worker that gets no processor for a while is none that hangs, where a test is about something else. */
const UNWEARIED: Patience = { stalledAfterMs: 30_000, hungAfterMs: 60_000 };

/** Two connections to one broker. */
interface Buses {
  node: Bus;
  owner: Bus;
}

export interface SceneOptions {
  workers?: number;
  /** Of the first worker; default: any. */
  firstPort?: number;
  /** Default: {@linkcode UNWEARIED}. */
  patience?: Patience;
  /** The node's; default: the machine's. */
  clock?: Clock;
  onDrained?: () => void;
}

export class Scene implements AsyncDisposable {
  readonly node: MediaNode;
  readonly bus: Bus;
  readonly events: readonly NodeEvent["body"][];
  readonly beats: readonly NodeBeat[];
  readonly #nodeBus: Bus;
  #commands = 0;

  private constructor(
    node: MediaNode,
    buses: Buses,
    heard: Pick<Scene, "events" | "beats">,
  ) {
    this.node = node;
    this.#nodeBus = buses.node;
    this.bus = buses.owner;
    this.events = heard.events;
    this.beats = heard.beats;
  }

  static async start(options: SceneOptions = {}): Promise<Scene> {
    const broker = new MemoryBroker();
    const buses = { node: broker.connect(), owner: broker.connect() };
    const events: NodeEvent["body"][] = [];
    const beats: NodeBeat[] = [];
    buses.owner.subscribe(subjects.mediaEvent(NODE_ID), {}, ({ body }) => {
      events.push(NodeEvent.parse(body).body);
    });
    buses.owner.subscribe(subjects.mediaBeat(NODE_ID), {}, ({ body }) => {
      beats.push(NodeBeat.parse(body));
    });
    await buses.owner.flush();
    const node = await MediaNode.start({
      nodeId: NODE_ID,
      workers: {
        ...await testWorkers(options.workers ?? 1, options.firstPort),
        patience: options.patience ?? UNWEARIED,
      },
      bus: buses.node,
      clock: options.clock ?? systemClock,
      logger: silentLogger(),
      onDrained: options.onDrained ?? (() => {}),
    });
    await buses.node.flush();
    return new Scene(node, buses, { events, beats });
  }

  /** Asks the node to drain, or not to. */
  async drain(draining: boolean): Promise<DrainReply> {
    const request = { v: 1, draining } satisfies DrainRequest;
    const subject = subjects.mediaDrain(NODE_ID);
    return DrainReply.parse(await this.bus.request(subject, request, REQUEST_TIMEOUT_MS));
  }

  /** Sends anything at all and returns the parsed answer. */
  async send(body: unknown): Promise<NodeReply> {
    const subject = subjects.mediaCommand(NODE_ID);
    return NodeReply.parse(await this.bus.request(subject, body, REQUEST_TIMEOUT_MS));
  }

  command(
    roomId: string,
    body: NodeCommand,
    { id = `c${++this.#commands}`, epoch = 1, deadlineAt = Date.now() + REQUEST_TIMEOUT_MS } = {},
  ): Promise<NodeReply> {
    return this.send({ v: 1, id, roomId, epoch, deadlineAt, body });
  }

  /** Applies steps and returns their results. */
  async apply(roomId: string, ...steps: MediaStep[]): Promise<StepResult[]> {
    const reply = await this.command(roomId, { type: "apply", steps });
    if (!reply.ok) throw new Error(`Cannot apply: ${JSON.stringify(reply.error)}`);
    return reply.results ?? [];
  }

  /** All pages of it. */
  async describe(roomId: string, skip = 0): Promise<RoomMediaDescription> {
    const reply = await this.command(roomId, { type: "describe", skip });
    if (!reply.ok || !reply.description) {
      throw new Error(`Cannot describe: ${JSON.stringify(reply)}`);
    }
    const { next, ...page } = reply.description;
    if (next === undefined) return page;
    const rest = await this.describe(roomId, next);
    return {
      router: page.router,
      transports: [...page.transports, ...rest.transports],
      producers: [...page.producers, ...rest.producers],
      consumers: [...page.consumers, ...rest.consumers],
      ...((page.taps ?? rest.taps) && { taps: [...page.taps ?? [], ...rest.taps ?? []] }),
    };
  }

  /** Waits until the node has told it. */
  async told(what: string, test: (event: NodeEvent["body"]) => boolean): Promise<void> {
    await poll(what, STATE_LIMIT_MS, () => this.events.some(test), () => this.events);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node.stop();
    await this.#nodeBus.close();
    await this.bus.close();
  }
}

export async function testWorkers(count: number, firstPort = 0): Promise<WorkerConfig> {
  const { bin } = await ensureWorker();
  return {
    bin,
    count,
    listenIp: "127.0.0.1",
    announcedAddress: undefined,
    tapIp: "127.0.0.1",
    firstPort,
  };
}
