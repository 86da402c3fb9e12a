import { assertEquals } from "@std/assert";
import type { NetworkCheck, TransportInfo } from "../../../protocol/mod.ts";
import { LinkDown, Refusal } from "../../link/errors.ts";
import type { ProbeOptions, Reach } from "../../link/ice_probe.ts";
import { type CheckTools, createNetworkCheck } from "./check.ts";
import { doorsOf, relaysByWay } from "./doors.ts";

const transportAt = (port: number): TransportInfo => ({
  id: `t-${port}`,
  iceParameters: { usernameFragment: "u", password: "p" },
  iceCandidates: (["udp", "tcp"] as const).map((protocol) => ({
    foundation: protocol,
    priority: 1,
    ip: "203.0.113.9",
    address: "203.0.113.9",
    protocol,
    port,
    type: "host",
  })),
  dtlsParameters: { fingerprints: [{ algorithm: "sha-256", value: "AA" }] },
});
const TURN = {
  urls: ["turn:t.example.org:3478?transport=udp", "turns:t.example.org:443?transport=tcp"],
  username: "1:check",
  credential: "c",
};
const PLAN: NetworkCheck = {
  targets: [
    { nodeId: "m-1", region: "eu", transport: transportAt(40_000) },
    { nodeId: "m-2", region: "us", transport: transportAt(40_001) },
  ],
  iceServers: [{ urls: ["stun:s.example.org"] }, TURN],
  validMs: 30_000,
};
const GOOD: Reach = { rttMs: 20, loss: 0 };

/** What was tried, in words. */
function tools(
  { plan = PLAN, reached = () => GOOD, begin }: {
    plan?: NetworkCheck;
    reached?: (name: string) => Reach | null;
    begin?: () => Promise<NetworkCheck>;
  } = {},
): CheckTools & { tried: string[] } {
  const tried: string[] = [];
  const nameOf = ({ transport, ways, relay }: ProbeOptions) =>
    `${transport.id} ${relay ? relay.urls.join() : ways.join()}`;
  return {
    tried,
    begin: begin ?? (() => Promise.resolve(plan)),
    probe: (options) => {
      tried.push(nameOf(options));
      return Promise.resolve(reached(nameOf(options)));
    },
    loop: ({ urls }) => {
      tried.push(`loop ${urls.join()}`);
      return Promise.resolve({ kbits: 5_000, loss: 0, delayMs: 30 });
    },
  };
}

Deno.test("a quick look tries the nodes by UDP and, if one is reached, nothing else", async () => {
  const given = tools({ reached: (name) => name.startsWith("t-40001") ? GOOD : null });
  const check = createNetworkCheck(given);
  await check.look();
  assertEquals(given.tried, ["t-40000 udp", "t-40001 udp"]);
  const state = check.state.value;
  assertEquals(state.kind === "done" && state.verdict.grade, "hd");
});

Deno.test("a whole check tries every way, and sends data through the quickest relay", async () => {
  const given = tools();
  await createNetworkCheck(given).run();
  assertEquals(given.tried, [
    "t-40000 udp",
    "t-40000 tcp",
    "t-40001 udp",
    "t-40001 tcp",
    "t-40000 turn:t.example.org:3478?transport=udp",
    "t-40000 turns:t.example.org:443?transport=tcp",
    "loop turn:t.example.org:3478?transport=udp",
  ]);
});

Deno.test("where relays only are wanted nothing direct is tried", async () => {
  const given = tools({ plan: { ...PLAN, iceTransportPolicy: "relay" } });
  const check = createNetworkCheck(given);
  await check.look();
  assertEquals(given.tried.every((name) => name.includes("turn")), true);
  const state = check.state.value;
  assertEquals(state.kind === "done" && state.verdict.way, "relay");
});

Deno.test("a check that can't be made says why; a quick look says nothing", async () => {
  const refused = (error: Error) => tools({ begin: () => Promise.reject(error) });
  for (
    const [error, problem] of [
      [new LinkDown("Cannot"), "offline"],
      [new Refusal({ code: "rate-limited", message: "Too many" }), "busy"],
    ] as const
  ) {
    const check = createNetworkCheck(refused(error));
    await check.look();
    assertEquals(check.state.value, { kind: "idle" });
    await check.run();
    assertEquals(check.state.value, { kind: "failed", problem });
  }
});

Deno.test("where no media node is there the network is not to blame", async () => {
  const check = createNetworkCheck(tools({ plan: { ...PLAN, targets: [] } }));
  await check.run();
  assertEquals(check.state.value, { kind: "failed", problem: "unserved" });
});

Deno.test("a check that was stopped or begun anew changes nothing later", async () => {
  const plans = [Promise.withResolvers<NetworkCheck>(), Promise.withResolvers<NetworkCheck>()];
  let begun = 0;
  const check = createNetworkCheck(tools({ begin: () => plans[begun++]?.promise ?? raise() }));
  const first = check.look();
  const second = check.run();
  plans[0]?.resolve(PLAN);
  await first;
  assertEquals(check.state.value.kind, "running");
  check.stop();
  plans[1]?.resolve(PLAN);
  await second;
  assertEquals(check.state.value, { kind: "idle" });
});

Deno.test("the ways into relays and the ports to open are read off the plan", () => {
  assertEquals([...relaysByWay(PLAN.iceServers)].map(([way, { urls }]) => [way, urls]), [
    ["udp", ["turn:t.example.org:3478?transport=udp"]],
    ["tls", ["turns:t.example.org:443?transport=tcp"]],
  ]);
  assertEquals(doorsOf(PLAN), {
    media: ["203.0.113.9:40000", "203.0.113.9:40001"],
    relays: ["t.example.org:3478", "t.example.org:443"],
  });
});

function raise(): never {
  throw new Error("Cannot begin: no plan is left");
}
