import { assertEquals } from "@std/assert";
import { MemoryBroker, silentLogger, systemClock } from "../../kit/mod.ts";
import { poll } from "../../kit/testing/poll.ts";
import { type ControlBeat, type HostRooms, subjects } from "../../protocol/mod.ts";
import { ControlHosts } from "./control_hosts.ts";

const LIMIT_MS = 2_000;

Deno.test("the rooms of a host that ended before its first beat came are adopted when it is back", async () => {
  const broker = new MemoryBroker();
  const [bus, other] = [broker.connect(), broker.connect()];
  const adopted: string[] = [];
  const hosts = new ControlHosts(
    { hostId: "h1", bootId: "b1", bus, clock: systemClock, logger: silentLogger() },
    {
      adopt: (roomId) => Promise.resolve(`${adopted.push(roomId)}`),
      release: () => Promise.resolve(false),
      residents: () => [],
      stopActivating: () => Promise.resolve(),
    },
  );
  hosts.start();
  const rooms: HostRooms = {
    v: 1,
    hostId: "h2",
    bootId: "former",
    seq: 1,
    adopted: Array.from({ length: 8 }, (_, at) => `room-${at}`),
    released: [],
  };
  other.publish(subjects.controlRooms("h2"), rooms);
  const beat: ControlBeat = {
    v: 1,
    hostId: "h2",
    bootId: "latter",
    at: 0,
    rooms: 0,
    draining: true, // So that all of them fall to the host under test.
    seq: 0,
  };
  other.publish(subjects.controlBeat("h2"), beat);
  await poll("all rooms are adopted", LIMIT_MS, () => adopted.length === rooms.adopted.length);
  assertEquals(adopted.toSorted(), rooms.adopted);
  await hosts[Symbol.asyncDispose]();
  for (const each of [bus, other]) await each.close();
});
