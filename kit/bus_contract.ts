/** What every bus promises; `memory_bus_test.ts` and `nats_bus_test.ts` run it. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { type Bus, BusUnavailableError, NoRespondersError, RequestTimeoutError } from "./bus.ts";

/** A place where buses meet. */
export interface BusGround extends AsyncDisposable {
  connect(): Promise<Bus>;
  /** What handlers threw so far. */
  readonly reported: unknown[];
}

/** Of what is answered. */
const WAIT_MS = 20_000;

const promises: Record<string, (a: Bus, b: Bus, reported: unknown[]) => Promise<void>> = {
  async "delivers in order to every subscriber, by wildcard too"(a, b) {
    const [one, all]: [string[], unknown[]] = [[], []];
    b.subscribe("t.*.x", {}, ({ subject, body }) => void one.push(`${subject} ${body}`));
    b.subscribe("t.>", {}, ({ body }) => void all.push(body));
    await b.flush();
    a.publish("t.1.x", 1);
    a.publish("t.1.y", 2);
    a.publish("t", 3);
    a.publish("t.2.x", 4);
    await a.flush();
    await b.flush();
    assertEquals([one, all], [["t.1.x 1", "t.2.x 4"], [1, 2, 4]]);
  },

  async "gives each message of a queue group to one member"(a, b) {
    let count = 0;
    for (const bus of [a, b]) {
      bus.subscribe("q", { queue: "workers" }, (message) => {
        count++;
        message.respond("done");
      });
      await bus.flush();
    }
    for (let index = 0; index < 10; index++) {
      assertEquals(await a.request("q", {}, WAIT_MS), "done");
    }
    assertEquals(count, 10);
  },

  async "tells at once that nobody answers, and after a while that nobody did"(a, b) {
    await assertRejects(() => a.request("nobody", {}, WAIT_MS), NoRespondersError);
    b.subscribe("silent", {}, () => {});
    await b.flush();
    await assertRejects(() => a.request("silent", {}, 20), RequestTimeoutError);
  },

  async "carries values as JSON and turns other bytes into undefined"(a, b) {
    b.subscribe("echo", {}, (m) => m.respond({ got: m.body === undefined ? "bytes" : m.body }));
    await b.flush();
    const value = { text: "grüße", list: [1, null], nested: { yes: true } };
    assertEquals(await a.request("echo", value, WAIT_MS), { got: value });
    const bytes = new Uint8Array([0xc3, 0x28]);
    assertEquals(await a.request("echo", bytes, WAIT_MS), { got: "bytes" });
  },

  async "goes on when a handler throws or rejects, and reports it"(a, b, reported) {
    b.subscribe("bad", {}, (message) => {
      message.respond("heard");
      if (message.body === "throw") throw new Error("thrown");
      return Promise.reject(new Error("rejected"));
    });
    await b.flush();
    assertEquals(await a.request("bad", "throw", WAIT_MS), "heard");
    assertEquals(await a.request("bad", "reject", WAIT_MS), "heard");
    assertEquals(await a.request("bad", "throw", WAIT_MS), "heard");
    assertEquals(reported.length, 3);
  },

  async "handles what was sent before an unsubscribe, and nothing after"(a, b) {
    let count = 0;
    const subscription = b.subscribe("s", {}, () => void count++);
    await b.flush();
    for (let index = 0; index < 5; index++) a.publish("s", index);
    await a.flush();
    await subscription.unsubscribe();
    assertEquals(count, 5);
    await assertRejects(() => a.request("s", {}, WAIT_MS), NoRespondersError);
  },

  async "is unusable once closed, and says so"(a) {
    const seen: string[] = [];
    a.onStatus(({ type }) => void seen.push(type));
    await a.close();
    await a.close();
    assert(!a.connected);
    assertEquals(seen, ["closed"]);
    await assertRejects(() => a.request("x", {}, WAIT_MS), BusUnavailableError);
  },
};

/** Registers every promise as a test on its own ground. */
export function busContract(on: string, ground: () => Promise<BusGround>): void {
  for (const [promise, test] of Object.entries(promises)) {
    Deno.test({
      name: `bus on ${on} ${promise}`,
      sanitizeOps: true,
      sanitizeResources: true,
      async fn() {
        await using own = await ground();
        const [a, b] = [await own.connect(), await own.connect()];
        try {
          await test(a, b, own.reported);
        } finally {
          await Promise.all([a.close(), b.close()]);
        }
      },
    });
  }
}
