import { assertEquals } from "@std/assert";
import { silentLogger } from "../../kit/mod.ts";
import type { TurnConfig } from "./config.ts";
import { ManualClock } from "./testing/manual_clock.ts";
import { TurnDesk } from "./turn_desk.ts";
import { MISSES_MAX, PROBE_EVERY_MS, type ProbeTurn } from "./turn_health.ts";

const CONFIG: TurnConfig = {
  urls: [
    "stun:s.example.org#eu",
    "turn:a.example.org#eu",
    "turns:a.example.org",
    "turn:b.example.org",
  ],
  secret: "shared",
  policy: "all",
  region: "eu",
};

function desk(config: Partial<TurnConfig> = {}, probe: ProbeTurn = () => Promise.resolve(true)) {
  const clock = new ManualClock();
  const logger = silentLogger();
  return { clock, desk: new TurnDesk({ config: { ...CONFIG, ...config }, clock, logger, probe }) };
}

/** What awaits in the desk's loop settles. */
const settled = async () => {
  for (let turns = 0; turns < 10; turns++) await Promise.resolve();
};

Deno.test("a client gets STUN, then each TURN server with credentials, the nearest first", async () => {
  const { desk: turn } = desk();
  using _turn = turn;
  const { iceServers, iceTransportPolicy } = await turn.ice("ann");
  assertEquals(iceServers.map(({ urls }) => urls), [
    ["stun:s.example.org"],
    ["turn:a.example.org", "turns:a.example.org"],
    ["turn:b.example.org"],
  ]);
  assertEquals(iceServers.map(({ username }) => username?.split(":")[1]), [
    undefined,
    "ann",
    "ann",
  ]);
  assertEquals(iceTransportPolicy, undefined);
});

Deno.test("where the operator wants relays only, clients are told", async () => {
  const { desk: turn } = desk({ policy: "relay" });
  using _turn = turn;
  assertEquals((await turn.ice("ann")).iceTransportPolicy, "relay");
});

Deno.test("without a secret no TURN server is named", async () => {
  const { desk: turn } = desk({ secret: undefined });
  using _turn = turn;
  assertEquals((await turn.ice("ann")).iceServers, [{ urls: ["stun:s.example.org"] }]);
});

Deno.test("a server that answers no more comes last until it answers again", async () => {
  let answers = false;
  const { desk: turn, clock } = desk(
    {},
    ({ host }) => Promise.resolve(host !== "a.example.org" || answers),
  );
  using _turn = turn;
  const firstTurn = async () => (await turn.ice("ann")).iceServers[1]?.urls[0];
  await settled();
  assertEquals(await firstTurn(), "turn:a.example.org", "one miss may be a lost packet");
  for (let miss = 1; miss < MISSES_MAX; miss++) {
    clock.advance(PROBE_EVERY_MS);
    await settled();
  }
  assertEquals(await firstTurn(), "turn:b.example.org");
  answers = true;
  clock.advance(PROBE_EVERY_MS);
  await settled();
  assertEquals(await firstTurn(), "turn:a.example.org");
});
