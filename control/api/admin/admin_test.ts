import { assertEquals, assertMatch } from "@std/assert";
import { createLogger, MemoryBroker } from "../../../kit/mod.ts";
import { type DrainReply, ErrorBody, type NodeBeat, subjects } from "../../../protocol/mod.ts";
import { until } from "../../../tests/harness/until.ts";
import { ManualClock } from "../../gateway/testing/manual_clock.ts";
import { createRateLimiter } from "../../store/mod.ts";
import { LIMITS } from "../limits.ts";
import { createAdmin } from "./admin.ts";

const TOKEN = "an-operators-token-of-more-than-32-characters";
const HEADERS = { authorization: `Bearer ${TOKEN}` };
const WORKER = { alive: true, routers: 2, transports: 8, consumers: 30, load: 0.5 };

class World implements AsyncDisposable {
  readonly bus = new MemoryBroker().connect();
  readonly clock = new ManualClock();
  readonly log: string[] = [];
  readonly #admin = createAdmin({
    bus: this.bus,
    token: TOKEN,
    config: { proxyHops: 0 },
    limiter: createRateLimiter({ redis: undefined, clock: this.clock }),
    clock: this.clock,
    logger: createLogger({
      service: "test",
      destination: { write: (line: string) => void this.log.push(line) },
    }),
  });

  async ask(
    method: string,
    path: string,
    headers: Record<string, string> = HEADERS,
  ): Promise<{ status: number; body: unknown; response: Response }> {
    const response = await this.#admin.app.request(path, { method, headers });
    return { status: response.status, body: await response.json(), response };
  }

  async codeOf(method: string, path: string, headers?: Record<string, string>) {
    const { status, body } = await this.ask(method, path, headers);
    const error = typeof body === "object" && body !== null && "error" in body && body.error;
    return [status, ErrorBody.parse(error).code];
  }

  beat(nodeId: string, fields: Partial<NodeBeat> = {}): void {
    const beat: NodeBeat = {
      v: 1,
      nodeId,
      bootId: `boot-${nodeId}`,
      at: this.clock.wallMs(),
      draining: false,
      workers: [WORKER, { ...WORKER, load: 0.1 }, { ...WORKER, alive: false }],
      ...fields,
    };
    this.bus.publish(subjects.mediaBeat(nodeId), beat);
  }

  /** A node that answers drains; resolves to what it was told so far. */
  node(nodeId: string, reply: DrainReply): unknown[] {
    const told: unknown[] = [];
    this.bus.subscribe(subjects.mediaDrain(nodeId), {}, (message) => {
      told.push(message.body);
      message.respond(reply);
    });
    return told;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#admin[Symbol.asyncDispose]();
    await this.bus.close();
  }
}

Deno.test("a node is drained and taken back, and the answer is what it said", async () => {
  await using world = new World();
  const told = world.node("media-1", { v: 1, ok: true, draining: true, rooms: 3 });
  const { status, body } = await world.ask("POST", "/nodes/media-1/drain");
  assertEquals([status, body], [200, { nodeId: "media-1", draining: true, rooms: 3 }]);
  assertEquals((await world.ask("DELETE", "/nodes/media-1/drain")).status, 200);
  assertEquals(told, [{ v: 1, draining: true }, { v: 1, draining: false }]);
});

Deno.test("an unknown node is not found, and no name leaves its subject", async () => {
  await using world = new World();
  world.node("media-1", { v: 1, ok: true, draining: true, rooms: 0 });
  for (const name of ["media-9", "*", ">", "media-1.drain", "a%2Eb", "x".repeat(65)]) {
    assertEquals(await world.codeOf("POST", `/nodes/${name}/drain`), [404, "node-not-found"], name);
  }
});

Deno.test("a node's refusal and its silence have codes", async () => {
  await using world = new World();
  const error = { code: "unavailable", message: "Cannot take the drain back" };
  world.node("media-1", { v: 1, ok: false, error });
  assertEquals(await world.codeOf("DELETE", "/nodes/media-1/drain"), [503, "unavailable"]);
  world.bus.subscribe(subjects.mediaDrain("media-2"), {}, () => {});
  assertEquals(await world.codeOf("POST", "/nodes/media-2/drain"), [503, "unavailable"]);
});

Deno.test("the list has every node heard lately, and what its live workers carry", async () => {
  await using world = new World();
  world.beat("media-2", { draining: true });
  world.beat("media-1");
  world.bus.publish(subjects.mediaBeat("media-3"), { v: 1, nodeId: "media-3" });
  const list = async () => (await world.ask("GET", "/nodes")).body;
  const fields = { workers: 2, rooms: 4, transports: 16, consumers: 60, load: 0.3 };
  await until("both are listed", async () => JSON.stringify(await list()).includes("media-2"));
  assertEquals(await list(), {
    nodes: [
      { nodeId: "media-1", draining: false, ...fields },
      { nodeId: "media-2", draining: true, ...fields },
    ],
  });
  world.clock.advance(2_000);
  world.beat("media-1");
  world.clock.advance(2_000);
  await until(
    "the silent one is gone",
    async () => !JSON.stringify(await list()).includes("media-2"),
  );
});

Deno.test("only the token opens a route, and it is not logged", async () => {
  await using world = new World();
  const told = world.node("media-1", { v: 1, ok: true, draining: true, rooms: 3 });
  const wrong = [
    "",
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(0, -1)}`,
    `Basic ${btoa(`admin:${TOKEN}`)}`,
    TOKEN,
    "Bearer ",
  ];
  for (const authorization of wrong) {
    const headers = { authorization };
    assertEquals(await world.codeOf("GET", "/nodes", headers), [401, "unauthorized"]);
    assertEquals(await world.codeOf("POST", "/nodes/media-1/drain", headers), [
      401,
      "unauthorized",
    ]);
    assertEquals(await world.codeOf("GET", "/nowhere", headers), [401, "unauthorized"]);
  }
  const { response } = await world.ask("GET", "/nodes", {});
  assertMatch(response.headers.get("www-authenticate") ?? "", /^Bearer/);
  assertEquals(told, []);
  assertEquals(
    (await world.ask("GET", "/nodes")).response.headers.get("cache-control"),
    "no-store",
  );
  await world.ask("POST", "/nodes/media-1/drain");
  assertEquals(world.log.length, 1);
  assertEquals(world.log.some((line) => line.includes(TOKEN)), false);
});

Deno.test("tokens can't be tried without end", async () => {
  await using world = new World();
  const headers = { authorization: "Bearer guess" };
  for (let guess = 0; guess < LIMITS.admin.burst; guess++) {
    await world.ask("GET", "/nodes", headers);
  }
  assertEquals(await world.codeOf("GET", "/nodes", headers), [429, "rate-limited"]);
});
