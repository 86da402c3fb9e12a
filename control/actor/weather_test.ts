import { assert, assertEquals } from "@std/assert";
import { ManualClock } from "../gateway/testing/manual_clock.ts";
import { LogWeather } from "./weather.ts";

const RETRY_MS = 250;

function weather() {
  const clock = new ManualClock();
  const bus = { connected: true };
  const changes: boolean[] = [];
  const weather = new LogWeather({
    bus,
    clock,
    retryMs: RETRY_MS,
    changed: (isDown) => changes.push(isDown),
  });
  const went: string[] = [];
  /** Somebody who waits for a turn. */
  const wait = (name: string, isWanted = () => true) => {
    weather.turn(isWanted).then(() => went.push(name));
  };
  const pass = async (ms: number) => {
    clock.advance(ms);
    await Promise.resolve();
  };
  return { weather, bus, changes, went, wait, pass };
}

Deno.test("weather lets everybody go while the log is there", async () => {
  const { wait, went, pass } = weather();
  wait("a");
  wait("b");
  await pass(0);
  assertEquals(went, ["a", "b"]);
});

Deno.test("weather sends one after the other while the log is away, and all when one had luck", async () => {
  const { weather: log, changes, went, wait, pass } = weather();
  log.down();
  log.down();
  for (const name of ["a", "b", "c", "d"]) wait(name);
  await pass(RETRY_MS - 1);
  assertEquals(went, []);
  await pass(1);
  assertEquals(went, ["a"]);
  wait("a"); // It had no luck and stands in line again.
  await pass(RETRY_MS);
  assertEquals(went, ["a", "b"]);
  log.up();
  await pass(0);
  assertEquals(went, ["a", "b", "c", "d", "a"]);
  assertEquals(changes, [true, false]);
});

Deno.test("weather passes over who has ended, and lets him go", async () => {
  const { weather: log, went, wait, pass } = weather();
  log.down();
  let isWanted = true;
  wait("a", () => isWanted);
  wait("b");
  isWanted = false;
  await pass(RETRY_MS);
  assertEquals(went, ["a", "b"]);
});

Deno.test("weather sends nobody without the bus", async () => {
  const { weather: log, bus, went, wait, pass } = weather();
  bus.connected = false;
  wait("a"); // Not the log's fault: all may go as soon as the bus is back.
  wait("b");
  let online = 0;
  log.online().then(() => online++);
  await pass(10 * RETRY_MS);
  assertEquals([went, online], [[], 0]);
  bus.connected = true;
  log.reconnected();
  await pass(0);
  assertEquals([went, online, log.reconnects], [["a", "b"], 1, 1]);
});

Deno.test("weather keeps the line after a reconnect while the log is away", async () => {
  const { weather: log, bus, went, wait, pass } = weather();
  log.down();
  bus.connected = false;
  wait("a");
  wait("b");
  await pass(4 * RETRY_MS);
  assertEquals(went, []);
  bus.connected = true;
  log.reconnected();
  await pass(0);
  assertEquals(went, []);
  await pass(RETRY_MS);
  assertEquals(went, ["a"]);
  log.close();
  await pass(0);
  assert(went.includes("b"));
});
