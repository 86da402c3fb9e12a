/** A bus between processes that can be slow, cut, forgetful and repetitive. */
import type { BusHandler } from "../../kit/mod.ts";
import type { Random } from "./random.ts";
import type { Process, Scheduler } from "./scheduler.ts";
import { SimBus } from "./sim_bus.ts";

/** How long a message takes between two processes when nothing is wrong. */
export const LATENCY_MS = { from: 0.2, to: 4 } as const;
/** Messages from one process to another keep their order and are at least this far apart. */
const LINK_GAP_MS = 1e-4;

/** Told of all that passes, before it is delivered anywhere. */
export interface NetworkObserver {
  published(from: Process, subject: string, body: unknown): void;
  /** `process` answers with `reply`. */
  answered(process: Process, request: Request, reply: unknown): void;
  delivered(from: Process, to: Process, subject: string, json: string): void;
}

export interface Request {
  readonly subject: string;
  readonly body: unknown;
  /** When it came to whom it asks. */
  readonly receivedMs: number;
}

/** Takes the answer of a responder to a request. */
type Reply = (from: SimBus, json: string) => void;

export interface Subscriber {
  readonly owner: SimBus;
  readonly tokens: readonly string[];
  readonly queue: string | undefined;
  readonly handler: BusHandler;
}

interface Packet {
  subject: string;
  json: string;
  arrive: () => void;
  /** When it is due. */
  atMs: number;
}

/** From one connection to another, in order. */
interface Link {
  /** When the last message is due. */
  lastMs: number;
  readonly waiting: Packet[];
}

export interface NetworkOptions {
  scheduler: Scheduler;
  random: Random;
  observer: NetworkObserver;
  /** How likely a message is delivered twice. */
  repeatChance: number;
}

/**
 * What NATS does, as far as our code can tell: wildcards, queue groups, request and reply,
 * *no responders*, order between two connections. Bodies travel as JSON.
 */
export class Network {
  /** What handlers threw. */
  readonly faults: unknown[] = [];
  readonly #options: NetworkOptions;
  readonly #exact = new Map<string, Set<Subscriber>>();
  readonly #wild = new Set<Subscriber>();
  /** Whom each subject concerns; void once somebody subscribes or unsubscribes. */
  readonly #concerned = new Map<string, readonly Subscriber[]>();
  /** By sender and receiver. */
  readonly #links = new Map<SimBus, Map<SimBus, Link>>();

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  get scheduler(): Scheduler {
    return this.#options.scheduler;
  }

  get observer(): NetworkObserver {
    return this.#options.observer;
  }

  connect(process: Process): SimBus {
    return new SimBus(this, process);
  }

  add(subject: string, subscriber: Subscriber): () => void {
    const isWild = subscriber.tokens.some((token) => token === "*" || token === ">");
    const same = isWild ? this.#wild : this.#exact.get(subject) ?? new Set();
    if (!isWild) this.#exact.set(subject, same);
    const forget = () => isWild ? this.#concerned.clear() : this.#concerned.delete(subject);
    same.add(subscriber);
    forget();
    return () => {
      same.delete(subscriber);
      forget();
    };
  }

  /** Returns to how many subscribers it goes. */
  send(from: SimBus, subject: string, json: string, reply?: Reply): number {
    const chosen = this.#choose(subject);
    // Once for all receivers, none of which changes it: they parse it with their schemas.
    let body: { value: unknown } | undefined;
    for (const subscriber of chosen) {
      const { owner } = subscriber;
      this.transmit(from, owner, subject, json, () => {
        body ??= { value: json === "" ? undefined : JSON.parse(json) };
        deliver(this, subscriber, { subject, body: body.value, reply });
      });
    }
    return chosen.length;
  }

  /** Carries one message over one link; `arrive` is an event of the receiver. */
  transmit(from: SimBus, to: SimBus, subject: string, json: string, arrive: () => void): void {
    const { random, repeatChance } = this.#options;
    const link = this.#link(from, to);
    const times = repeatChance > 0 && random.chance(repeatChance) ? 2 : 1;
    for (let time = 0; time < times; time++) {
      link.lastMs = this.#arrivalMs(link, from, to);
      link.waiting.push({ subject, json, arrive, atMs: link.lastMs });
      this.#landAt(link.lastMs, link, from, to);
    }
  }

  /** One message of the link arrives then: the first, whatever the cause of the event was. */
  #landAt(atMs: number, link: Link, from: SimBus, to: SimBus): void {
    const { scheduler, observer } = this.#options;
    scheduler.after(to.process, atMs - scheduler.nowMs, () => {
      const stuck = from.stuck ? from : to;
      if (stuck.stuck) {
        return stuck.whenMended(() =>
          this.#landAt(this.#arrivalMs(link, from, to), link, from, to)
        );
      }
      const packet = link.waiting.shift();
      // What was on its way when its sender died or was cut off may be lost.
      if (!packet || from.lost(packet.atMs) || !to.known) return;
      observer.delivered(from.process, to.process, packet.subject, packet.json);
      packet.arrive();
    });
  }

  #arrivalMs({ lastMs }: Link, from: SimBus, to: SimBus): number {
    const { random, scheduler } = this.#options;
    const latencyMs = random.between(LATENCY_MS.from, LATENCY_MS.to) +
      random.next() * (from.slownessMs + to.slownessMs);
    const sentMs = Math.max(scheduler.nowMs, from.heldUntilMs);
    return Math.max(sentMs + latencyMs, lastMs + LINK_GAP_MS);
  }

  #link(from: SimBus, to: SimBus): Link {
    const links = this.#links.get(from) ?? new Map<SimBus, Link>();
    this.#links.set(from, links);
    const link = links.get(to) ?? { lastMs: 0, waiting: [] };
    links.set(to, link);
    return link;
  }

  #choose(subject: string): Subscriber[] {
    const { random } = this.#options;
    const chosen: Subscriber[] = [];
    let queues: Map<string, Subscriber[]> | undefined;
    for (const subscriber of this.#concernedBy(subject)) {
      const { queue, owner } = subscriber;
      if (!owner.known) continue;
      if (queue === undefined) {
        chosen.push(subscriber);
        continue;
      }
      queues ??= new Map();
      const members = queues.get(queue);
      if (members) members.push(subscriber);
      else queues.set(queue, [subscriber]);
    }
    for (const members of queues?.values() ?? []) chosen.push(random.pick(members));
    return chosen;
  }

  #concernedBy(subject: string): readonly Subscriber[] {
    const known = this.#concerned.get(subject);
    if (known) return known;
    const tokens = subject.split(".");
    const wild = [...this.#wild].filter((subscriber) => matches(subscriber.tokens, tokens));
    const concerned = [...this.#exact.get(subject) ?? [], ...wild];
    this.#concerned.set(subject, concerned);
    return concerned;
  }
}

function deliver(
  network: Network,
  { owner, handler }: Subscriber,
  { subject, body, reply }: { subject: string; body: unknown; reply: Reply | undefined },
): void {
  const request: Request = { subject, body, receivedMs: network.scheduler.nowMs };
  const respond = (answer: unknown) => {
    // A process that died or was closed while it worked says nothing any more.
    if (!reply || !owner.connected) return;
    network.observer.answered(owner.process, request, answer);
    reply(owner, JSON.stringify(answer));
  };
  owner.guard(() => handler({ subject, body, expectsReply: reply !== undefined, respond }));
}

/** NATS wildcards: `*` is one token, a final `>` one or more. */
function matches(pattern: readonly string[], tokens: readonly string[]): boolean {
  for (const [index, part] of pattern.entries()) {
    if (part === ">") return tokens.length > index;
    if (index >= tokens.length || (part !== "*" && part !== tokens[index])) return false;
  }
  return pattern.length === tokens.length;
}
