/**
 * A network of its own for one guest, with a router in the middle that a test makes as bad as it
 * likes. Needs root, and harms nothing but what the guest sends and gets.
 *
 * ```
 *   guest's namespace          router's namespace             this machine
 *   [ browser ]── 198.18.a.b ──[ loss, rate, silence ]── 198.18.c.d ──[ relays: delay ]── loopback
 * ```
 *
 * - Loss is the kernel's, packet by packet in both directions: `iptables -m statistic` where the router
 *   forwards. In the guest's own namespace its sockets would get an error for each.
 * - Rate is the kernel's too: a `tbf` queue of {@linkcode QUEUE_MS} on both of the router's links, so that
 *   what is too much first comes late and then not at all, as at home.
 * - Delay and jitter are the relays', since `tc netem` is often missing: each TCP and UDP port of the
 *   servers is carried from this machine's end of the network to loopback.
 *
 * Media nodes have to announce {@linkcode Network.address}; gateways keep their names, to which the
 * guest's browser is told the way (`--host-resolver-rules`), so that pages stay on `localhost`, which
 * browsers trust with a camera. Addresses are those set aside for such tests (RFC 2544, 198.18.0.0/15).
 */
import { DelayLine } from "./delay_line.ts";
import { inNamespace, namespaceName, removeNamespace, run, sweepNamespaces } from "./namespaces.ts";
import { TcpRelay } from "./tcp_relay.ts";
import { UdpRelay } from "./udp_relay.ts";

/** What a router holds back of what it can't send yet; the rest it drops. */
export const QUEUE_MS = 250;
/** Sent at once after a pause; a full packet must fit. */
const BURST_BYTES = 3_000;
/** Networks of eight addresses in 198.18.0.0/15. */
const BLOCKS = 16_384;
let count = 0;

/** In both directions. What is not named is as it should be. */
export interface Impairment {
  /** Of all packets, by chance. */
  readonly lossPercent?: number;
  /** Bits a second. */
  readonly rateBps?: number;
  /** Each way: the round trip takes twice as long. */
  readonly delayMs?: number;
  /** On top of the delay, up to so much. */
  readonly jitterMs?: number;
}

/** Ports on loopback that the guest is to reach. */
export interface Ports {
  readonly tcp: readonly number[];
  readonly udp: readonly number[];
}

/** Why this machine can't make such networks; undefined: it can. */
export async function networkProblem(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "network namespaces are Linux's";
  if (Deno.uid() !== 0) return "network namespaces need root";
  try {
    await using network = await Network.open();
    await network.impair({ lossPercent: 1, rateBps: 1_000_000 });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export class Network implements AsyncDisposable {
  /** This machine's end, by which the guest reaches the relays. */
  readonly address: string;
  /** The guest's. */
  readonly guest: string;
  /** In which the guest's programs are to run. */
  readonly namespace: string;
  readonly #router: string;
  readonly #up = new DelayLine();
  readonly #down = new DelayLine();
  readonly #relays = new AsyncDisposableStack();

  private constructor(n: number) {
    const block = (Deno.pid * 8 + n) % BLOCKS;
    const at = (offset: number) => {
      const host = block * 8 + offset;
      return `198.${18 + (host >> 16)}.${(host >> 8) & 0xff}.${host & 0xff}`;
    };
    this.address = at(1);
    this.guest = at(6);
    this.namespace = namespaceName(n, "guest");
    this.#router = namespaceName(n, "router");
  }

  static async open(): Promise<Network> {
    await sweepNamespaces();
    const network = new Network(count++);
    try {
      await network.#build();
      return network;
    } catch (error) {
      await network[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Opens the way to these ports. */
  async carry({ tcp, udp }: Ports): Promise<void> {
    const { address, guest } = this;
    const lines = { up: this.#up, down: this.#down };
    for (const port of tcp) {
      this.#relays.use(new TcpRelay({ address, port, ...lines }));
    }
    for (const port of udp) {
      this.#relays.use(await UdpRelay.start({ address, port, guest, ...lines }));
    }
  }

  /** Makes the network so bad, and no worse, from now on. */
  async impair({ lossPercent = 0, rateBps, delayMs = 0, jitterMs = 0 }: Impairment): Promise<void> {
    this.#up.set(delayMs, jitterMs);
    this.#down.set(delayMs, jitterMs);
    await this.#iptables("-F", "FORWARD");
    if (lossPercent > 0) {
      const probability = (lossPercent / 100).toFixed(6);
      const chance = ["-m", "statistic", "--mode", "random", "--probability", probability];
      await this.#iptables("-A", "FORWARD", ...chance, "-j", "DROP");
    }
    for (const link of ["guest", "host"]) await this.#limit(link, rateBps);
  }

  /** Nothing passes, in either direction, for so long. */
  async silence(ms: number): Promise<void> {
    await this.#iptables("-I", "FORWARD", "-j", "DROP");
    await new Promise((resolve) => setTimeout(resolve, ms));
    await this.#iptables("-D", "FORWARD", "-j", "DROP");
  }

  /** As good as a wire. */
  async heal(): Promise<void> {
    await this.impair({});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#relays.disposeAsync();
    this.#up.clear();
    this.#down.clear();
    for (const name of [this.namespace, this.#router]) await removeNamespace(name);
  }

  async #build(): Promise<void> {
    const { address, guest, namespace } = this;
    const router = this.#router;
    const parts = address.split(".");
    const at = (offset: number) => [...parts.slice(0, 3), Number(parts[3]) - 1 + offset].join(".");
    for (const name of [namespace, router]) {
      await run("ip", "netns", "add", name);
      await run("ip", "-n", name, "link", "set", "lo", "up");
    }
    // A link's name has at most 15 letters, and is this machine's only until its other end is gone.
    const link = `ply${at(0).split(".").slice(1).map((n) => Number(n).toString(16)).join("")}`;
    await run("ip", "link", "add", link, "type", "veth", "peer", "name", "host", "netns", router);
    await run(
      "ip",
      "-n",
      router,
      "link",
      "add",
      "guest",
      "type",
      "veth",
      "peer",
      "name",
      "eth0",
      "netns",
      namespace,
    );
    await run("ip", "addr", "add", `${address}/30`, "dev", link);
    await run("ip", "link", "set", link, "up");
    await run("ip", "-n", router, "addr", "add", `${at(2)}/30`, "dev", "host");
    await run("ip", "-n", router, "addr", "add", `${at(5)}/30`, "dev", "guest");
    await run("ip", "-n", namespace, "addr", "add", `${guest}/30`, "dev", "eth0");
    for (const name of ["host", "guest"]) await run("ip", "-n", router, "link", "set", name, "up");
    await run("ip", "-n", namespace, "link", "set", "eth0", "up");
    await run("ip", "-n", namespace, "route", "add", "default", "via", at(5));
    await run("ip", "route", "add", `${at(4)}/30`, "via", at(2), "dev", link);
    await inNamespace(router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
  }

  async #limit(link: string, rateBps: number | undefined): Promise<void> {
    const qdisc = ["-n", this.#router, "qdisc"];
    if (rateBps === undefined) {
      await run("tc", ...qdisc, "del", "dev", link, "root").catch(() => {}); // There was no limit.
      return;
    }
    const limit = ["rate", `${rateBps}bit`, "burst", `${BURST_BYTES}`, "latency", `${QUEUE_MS}ms`];
    await run("tc", ...qdisc, "replace", "dev", link, "root", "tbf", ...limit);
  }

  async #iptables(...args: readonly string[]): Promise<void> {
    await inNamespace(this.#router, "iptables", ...args);
  }
}
