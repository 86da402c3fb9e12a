import {
  type Bus,
  type BusSubscription,
  type Clock,
  type Logger,
  NoRespondersError,
  RequestTimeoutError,
  sleep,
} from "../../kit/mod.ts";
import {
  CONTROL_BEAT_INTERVAL_MS,
  ControlBeat,
  type HostId,
  HostPong,
  subjects,
  wildcards,
} from "../../protocol/mod.ts";

/** A host whose beats ceased for so long is asked whether it lives. */
const BEAT_LIMIT_MS = 4 * CONTROL_BEAT_INTERVAL_MS;
/** Between two looks for missing beats at least; at most until the next host is due. */
const LOOK_MIN_MS = CONTROL_BEAT_INTERVAL_MS / 2;
/**
 * Whoever did not hear its own beats for so long has no say about those of others: it stood still and
 * has not read them yet, or its way to the bus is cut.
 */
const OWN_BEAT_LIMIT_MS = 3 * CONTROL_BEAT_INTERVAL_MS;
/** How long a host may take to say that it lives. */
const PING_LIMIT_MS = 300;
/** Whom the bus has lost can't answer; whose name another connection had is there at once. */
const ABSENT_LIMIT_MS = 50;
/**
 * A client that only reconnects is back within 100 to 250 ms: pings at 0, 100, 200 and 300 ms after
 * the disconnect, none of which reaches anybody, mean that nobody will come back.
 */
const DISCONNECT_PINGS = 4;
const DISCONNECT_PING_EVERY_MS = 100;
/** Hosts watched; forged beats can't make it more. */
const HOSTS_MAX = 200;

/** A control host that lives, as far as we know. */
export interface KnownHost {
  readonly hostId: HostId;
  readonly bootId: string;
  readonly draining: boolean;
  /** Monotonic ms of our first sight of it. */
  readonly knownSinceMs: number;
}

/** The end of one start of a host. */
export interface GoneHost {
  readonly hostId: HostId;
  readonly bootId: string;
  /** `restarted`: the same host is back, and has forgotten its rooms. */
  readonly cause: "disconnected" | "silent" | "restarted";
}

export interface HostWatchOptions {
  hostId: HostId;
  bootId: string;
  bus: Bus;
  clock: Clock;
  logger: Logger;
  /** Whether the bus has lost the host's connection, and none has come since. */
  isAbsent: (hostId: HostId) => boolean;
  /** Each beat of another host, once it is known to live. */
  onBeat: (beat: ControlBeat) => void | Promise<void>;
  /** A host was seen for the first time since it started. */
  onNew: () => void;
  /** Told once for each start of a host that ended. */
  onGone: (gone: GoneHost) => void;
}

interface Watched extends KnownHost {
  draining: boolean;
  /** When its last beat was sent, by its own clock: what another start sent before that is late. */
  beatAt: number;
  heardMs: number;
  /** The start that this one has replaced: what still comes of it is late, or of a second process. */
  readonly replacedBootId: string | undefined;
  /** Whether it is being asked at the moment. */
  asking: boolean;
}

type Answer = { bootId: string } | "nobody" | "silence" | "unknown";

/** The other control hosts: who lives, and who has died. Beats tell, pings confirm. */
export class HostWatch implements AsyncDisposable {
  readonly #options: HostWatchOptions;
  readonly #hosts = new Map<HostId, Watched>();
  readonly #beats: BusSubscription;
  readonly #unfollow: () => void;
  readonly #closing = new AbortController();
  #ownHeardMs: number;
  #doubled = false;
  #cancelLook: () => void;

  constructor(options: HostWatchOptions) {
    this.#options = options;
    const { bus, clock } = options;
    this.#ownHeardMs = clock.monotonicMs();
    this.#beats = bus.subscribe(wildcards.controlBeats, {}, async ({ body }) => {
      const beat = ControlBeat.safeParse(body);
      if (beat.success) await this.#hear(beat.data);
    });
    this.#unfollow = bus.onStatus(({ type }) => {
      if (type === "connected") this.#startAnew();
    });
    this.#cancelLook = this.#lookLater();
  }

  /** Whether our own beats come back to us. */
  get hears(): boolean {
    return this.#hearsItself(this.#options.clock.monotonicMs());
  }

  /** The other hosts that live. */
  living(): readonly KnownHost[] {
    return [...this.#hosts.values()];
  }

  /**
   * The host has said something, which proves as much as a beat. Returns whether it is the start that
   * lives: where another one is known, only a beat or an answer to a ping tells which is the later.
   */
  heard(hostId: HostId, bootId: string): boolean {
    const known = this.#hosts.get(hostId);
    const host = known && known.bootId !== bootId ? undefined : this.#know(hostId, bootId);
    if (host) host.heardMs = this.#options.clock.monotonicMs();
    return host !== undefined;
  }

  /** The bus has lost the connection of this name: if it is a host's, is that still there? */
  async suspect(name: string): Promise<void> {
    const host = this.#hosts.get(name);
    if (!host || host.asking) return;
    host.asking = true;
    try {
      for (let pings = 1; this.#isCurrent(host); pings++) {
        const answer = await this.#ping(host);
        if (answer !== "nobody") return this.#take(host, answer);
        if (pings === DISCONNECT_PINGS) return this.#end(host, "disconnected");
        await sleep(this.#options.clock, DISCONNECT_PING_EVERY_MS, this.#closing.signal);
      }
    } finally {
      host.asking = false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#cancelLook();
    this.#unfollow();
    this.#hosts.clear();
    await this.#beats.unsubscribe();
  }

  async #hear(beat: ControlBeat): Promise<void> {
    const { hostId, bootId, draining, at } = beat;
    const nowMs = this.#options.clock.monotonicMs();
    if (hostId === this.#options.hostId) return this.#hearOwn(bootId, nowMs);
    const known = this.#hosts.get(hostId);
    const isLate = known !== undefined && known.bootId !== bootId && at < known.beatAt;
    const host = isLate ? undefined : this.#know(hostId, bootId);
    if (!host) return;
    host.heardMs = nowMs;
    host.beatAt = Math.max(host.beatAt, at);
    host.draining = draining;
    await this.#options.onBeat(beat);
  }

  #hearOwn(bootId: string, nowMs: number): void {
    if (bootId === this.#options.bootId) {
      this.#ownHeardMs = nowMs;
    } else if (!this.#doubled) {
      this.#doubled = true;
      const { hostId, logger } = this.#options;
      logger.error({ hostId }, "another control process has the same id: give each its own");
    }
  }

  #know(hostId: HostId, bootId: string): Watched | undefined {
    const known = this.#hosts.get(hostId);
    if (known?.bootId === bootId) return known;
    if (known?.replacedBootId === bootId) return undefined;
    if (known) this.#end(known, "restarted");
    if (this.#hosts.size >= HOSTS_MAX) return undefined;
    const nowMs = this.#options.clock.monotonicMs();
    const host: Watched = {
      hostId,
      bootId,
      draining: false,
      beatAt: known?.beatAt ?? 0,
      knownSinceMs: nowMs,
      heardMs: nowMs,
      replacedBootId: known?.bootId,
      asking: false,
    };
    this.#hosts.set(hostId, host);
    this.#options.onNew();
    return host;
  }

  #lookLater(): () => void {
    const { clock } = this.#options;
    return clock.after(this.#untilDueMs(clock.monotonicMs()), () => {
      const nowMs = clock.monotonicMs();
      if (this.#hearsItself(nowMs)) this.#look(nowMs);
      this.#cancelLook = this.#lookLater();
    });
  }

  /** Until the first host has been silent for too long; who comes meanwhile is not due before. */
  #untilDueMs(nowMs: number): number {
    let dueMs = nowMs + BEAT_LIMIT_MS;
    for (const { heardMs } of this.#hosts.values()) {
      dueMs = Math.min(dueMs, heardMs + BEAT_LIMIT_MS);
    }
    return Math.max(LOOK_MIN_MS, dueMs - nowMs);
  }

  /** Our connection is back: the others' may take a moment longer, so all get the whole limit again. */
  #startAnew(): void {
    const nowMs = this.#options.clock.monotonicMs();
    for (const host of this.#hosts.values()) host.heardMs = nowMs;
  }

  #look(nowMs: number): void {
    for (const host of this.#hosts.values()) {
      if (host.asking || nowMs - host.heardMs < BEAT_LIMIT_MS) continue;
      host.asking = true;
      this.#ask(host).catch(() => {}).finally(() => host.asking = false);
    }
  }

  /** Its beats have ceased. */
  async #ask(host: Watched): Promise<void> {
    const { clock } = this.#options;
    const askedMs = clock.monotonicMs();
    const answer = await this.#ping(host);
    if (!this.#isCurrent(host) || host.heardMs >= askedMs) return;
    const nobody = answer === "nobody" || answer === "silence";
    if (!nobody) return this.#take(host, answer);
    if (this.#hearsItself(clock.monotonicMs())) this.#end(host, "silent");
  }

  #take(host: Watched, answer: Answer): void {
    if (typeof answer === "string" || !this.#isCurrent(host)) return; // Its beats will tell.
    const answered = this.#know(host.hostId, answer.bootId);
    if (answered) answered.heardMs = this.#options.clock.monotonicMs();
  }

  /** Where somebody else listens too, nobody tells that nobody is there. */
  async #ping({ hostId }: Watched): Promise<Answer> {
    const { bus, isAbsent } = this.#options;
    const limitMs = isAbsent(hostId) ? ABSENT_LIMIT_MS : PING_LIMIT_MS;
    try {
      const answer = await bus.request(subjects.controlPing(hostId), { v: 1 }, limitMs);
      return HostPong.safeParse(answer).data ?? "unknown";
    } catch (error) {
      if (error instanceof NoRespondersError) return "nobody";
      if (!(error instanceof RequestTimeoutError)) return "unknown";
      return isAbsent(hostId) ? "nobody" : "silence";
    }
  }

  #hearsItself(nowMs: number): boolean {
    return nowMs - this.#ownHeardMs < OWN_BEAT_LIMIT_MS;
  }

  #isCurrent(host: Watched): boolean {
    return this.#hosts.get(host.hostId) === host;
  }

  #end(host: Watched, cause: GoneHost["cause"]): void {
    if (!this.#isCurrent(host)) return;
    this.#hosts.delete(host.hostId);
    this.#options.onGone({ hostId: host.hostId, bootId: host.bootId, cause });
  }
}
