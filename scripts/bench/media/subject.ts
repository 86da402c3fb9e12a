import { until } from "../../../tests/harness/until.ts";
import { Peers } from "./peers.ts";
import { processorSeconds } from "./processor_time.ts";
import type { Sfu } from "./sfu.ts";
import type { Veth } from "./veth.ts";

/** Decrypting what they get costs the machine something, so there are few. */
const PROBES = 1;
const MEASURE_MS = 6_000;
/** Until the first key frame is through and queues are as they stay. */
const WARM_UP_MS = 1_000;
/** A server that brings less of what it should is full. */
const BROUGHT_MIN = 0.98;
const LOSS_PERCENT_MAX = 1;
/** One worker is one core. */
const CORES_MAX = 0.97;

export interface Sample {
  /** Subscribers, each with two consumers' streams. */
  readonly count: number;
  readonly packetsPerSecond: number;
  /** Processor time for a second, of one core. */
  readonly cores: number;
  readonly packetsPerCpuSecond: number;
  readonly lossPercent: number;
  /** Sender to probe. */
  readonly latenciesMs: readonly number[];
}

/** One server under the load, with its peers. */
export class Subject implements AsyncDisposable {
  readonly sfu: Sfu;
  /** While it was not full, in order of their counts. */
  readonly samples: Sample[] = [];
  isFull = false;
  readonly #veth: Veth;
  /** The publisher and the probes: in one process, so that they share a clock. */
  readonly #live: Peers;
  readonly #sinks: Peers;
  #publisher = 0;
  #count = 0;

  private constructor(veth: Veth, sfu: Sfu) {
    this.#veth = veth;
    this.sfu = sfu;
    this.#live = new Peers(veth);
    this.#sinks = new Peers(veth);
  }

  static async start(veth: Veth, sfu: Sfu): Promise<Subject> {
    const subject = new Subject(veth, sfu);
    try {
      const { peer, local } = await subject.#live.open();
      await subject.#live.connect(peer, await sfu.publish(local));
      subject.#publisher = peer;
      return subject;
    } catch (error) {
      await subject[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Adds subscribers until there are so many. */
  async grow(count: number): Promise<void> {
    this.#sinks.goOn();
    for (; this.#count < count; this.#count++) {
      const isProbe = this.#count < PROBES;
      const peers = isProbe ? this.#live : this.#sinks;
      const { peer, local } = await peers.open();
      await peers.connect(peer, await this.sfu.subscribe(local));
      await peers.tell({ type: isProbe ? "probe" : "deafen", peer });
    }
  }

  async measure(): Promise<Sample> {
    const pids = await this.sfu.pids();
    await this.#live.tell({ type: "send", peer: this.#publisher });
    await pass(WARM_UP_MS);
    this.#sinks.stop();
    await this.#live.read();
    const before = await this.#meters(pids);
    await pass(MEASURE_MS);
    const after = await this.#meters(pids);
    const seen = await this.#live.read();
    await this.#live.tell({ type: "stop" });
    this.#sinks.goOn();

    const seconds = (after.atMs - before.atMs) / 1_000;
    const packets = after.packets - before.packets;
    const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
    const sample = {
      count: this.#count,
      packetsPerSecond: packets / seconds,
      cores: cpuSeconds / seconds,
      packetsPerCpuSecond: packets / cpuSeconds,
      lossPercent: 100 * seen.lost / Math.max(1, seen.received + seen.lost),
      latenciesMs: seen.latenciesMs,
    };
    // A busy machine may have kept the publisher from sending all of the load.
    const isShort = packets < BROUGHT_MIN * seen.sent * this.#count ||
      sample.lossPercent > LOSS_PERCENT_MAX;
    this.isFull = isShort || sample.cores >= CORES_MAX;
    if (!isShort) this.samples.push(sample);
    return sample;
  }

  /** Latencies between two sockets of the same process, without a server. */
  async direct(): Promise<readonly number[]> {
    return await this.#live.direct();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#live[Symbol.asyncDispose]();
    await this.#sinks[Symbol.asyncDispose]();
    await this.sfu[Symbol.asyncDispose]();
  }

  async #meters(pids: readonly number[]) {
    return {
      atMs: performance.now(),
      packets: await this.#veth.packets(),
      cpuSeconds: await processorSeconds(pids),
    };
  }
}

async function pass(ms: number): Promise<void> {
  const from = performance.now();
  await until(
    `${ms} ms are over`,
    () => performance.now() - from,
    (passed) => passed >= ms,
    ms * 2,
  );
}
