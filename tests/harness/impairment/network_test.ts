import { assert, assertEquals } from "@std/assert";
import { createSocket } from "node:dgram";
import { inNamespace } from "./namespaces.ts";
import { Network, networkProblem } from "./network.ts";

interface Trips {
  came: number;
  /** What the network takes at least; a busy machine adds to the others. */
  leastMs: number;
  tookMs: number;
}

const RATE_BPS = 300_000;
const SLOW_BYTES = 1_000;

const problem = await networkProblem();
if (problem !== undefined) console.warn(`networks are not tested: ${problem}`);

const ROUND_TRIPS = new URL("round_trips.ts", import.meta.url).pathname;

Deno.test({
  name: "a network loses, delays and limits what its guest sends and gets, and heals",
  ignore: problem !== undefined,
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const echo = createSocket("udp4");
    echo.on("message", (packet, { address, port }) => echo.send(packet, port, address));
    await new Promise<void>((resolve) => echo.bind(0, "127.0.0.1", resolve));
    await using network = await Network.open();
    const { port } = echo.address();
    await network.carry({ tcp: [], udp: [port] });
    const trips = async (count: number, bytes: number, everyMs: number): Promise<Trips> => {
      const args = [network.address, port, count, bytes, everyMs].map(String);
      const deno = [Deno.execPath(), "run", "-A", ROUND_TRIPS];
      return JSON.parse(await inNamespace(network.namespace, ...deno, ...args));
    };
    const clean = await trips(200, 100, 2);
    assertEquals(clean.came, 200);
    await network.impair({ lossPercent: 20 });
    const lossy = await trips(400, 100, 2);
    assert(
      lossy.came > 200 && lossy.came < 310,
      `${lossy.came} of 400 came back, 256 are to be expected`,
    );
    await network.impair({ delayMs: 150, jitterMs: 10 });
    const late = await trips(50, 100, 5);
    assertEquals(late.came, 50);
    assert(late.leastMs > 300 && late.leastMs < 550, `a round trip took ${late.leastMs} ms`);
    await network.impair({ rateBps: RATE_BPS });
    const slow = await trips(100, SLOW_BYTES, 10); // 800 kbit/s: not half of it passes.
    const passedBps = slow.came * SLOW_BYTES * 8 / (slow.tookMs / 1_000);
    assert(slow.came > 5 && passedBps < 1.3 * RATE_BPS, `${JSON.stringify(slow)} at ${RATE_BPS}`);
    await network.heal();
    assertEquals((await trips(200, 100, 2)).came, 200);
    console.log({ clean, lossy, late, slow });
    echo.close();
  },
});
