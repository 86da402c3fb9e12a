/**
 * A pair of network cards: one here, for the servers, the other in a namespace, for their peers. Both
 * servers get the same way, since Janus takes no notice of loopback. Needs root.
 */
import {
  inNamespace,
  namespaceName,
  removeNamespace,
  run,
  sweepNamespaces,
} from "../../../tests/harness/impairment/namespaces.ts";

/** RFC 2544: addresses for benchmarks, routed nowhere. */
const SERVER = "198.19.77.1";
const PEERS = "198.19.77.2";
const PART = "peers";
const NUMBER = 77;

export class Veth implements AsyncDisposable {
  readonly serverAddress = SERVER;
  readonly peerAddress = PEERS;
  readonly namespace = namespaceName(NUMBER, PART);
  readonly #card = `prl${Deno.pid % 1_000_000}`;

  static async make(): Promise<Veth> {
    await sweepNamespaces();
    const veth = new Veth();
    try {
      await veth.#make();
      return veth;
    } catch (error) {
      await veth[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Packets that the servers have sent through it. */
  async packets(): Promise<number> {
    const file = `/sys/class/net/${this.#card}/statistics/tx_packets`;
    return Number(await Deno.readTextFile(file));
  }

  async #make(): Promise<void> {
    const { namespace } = this;
    const there = `${this.#card}p`;
    await run("ip", "netns", "add", namespace);
    await run("ip", "link", "add", this.#card, "type", "veth", "peer", "name", there);
    await run("ip", "link", "set", there, "netns", namespace);
    await run("ip", "addr", "add", `${SERVER}/30`, "dev", this.#card);
    await run("ip", "link", "set", this.#card, "up");
    await inNamespace(namespace, "ip", "addr", "add", `${PEERS}/30`, "dev", there);
    await inNamespace(namespace, "ip", "link", "set", there, "up");
    await inNamespace(namespace, "ip", "link", "set", "lo", "up");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeNamespace(this.namespace); // Its card goes with it, and ours with that.
  }
}
