import { assertEquals } from "@std/assert";
import { MemoryBroker, Metrics, silentLogger } from "../../kit/mod.ts";
import { TranscriberDirectory } from "../captions/mod.ts";
import { ManualClock } from "../gateway/testing/manual_clock.ts";
import { NodeDirectory } from "../placement/mod.ts";
import { StreamerDirectory } from "../live/mod.ts";
import { RecorderDirectory } from "../recordings/mod.ts";
import type { Command, Room } from "../room/mod.ts";
import { created, knocks } from "../room/testing/comers.ts";
import { given, when } from "../room/testing/given.ts";
import { WorkMeasures } from "../workers/mod.ts";
import { KeptRoom } from "./kept_room.ts";

/** An owned room of one who waits, and what its owner tells itself. */
function setUp() {
  const clock = new ManualClock();
  const bus = new MemoryBroker().connect();
  const logger = silentLogger();
  let room: Room = when(given(created({ lobby: true })), knocks("w")).room;
  const told: Command["body"][] = [];
  const abort = new AbortController();
  const newId = () => "id";
  const directory = new NodeDirectory({
    bus,
    clock,
    logger,
    newId,
    hears: () => true,
    isAbsent: () => false,
    onGone: () => {},
    onDoubtful: () => {},
    onChanged: () => {},
  });
  const transcribers = new TranscriberDirectory({ bus, clock, onChanged: () => {} });
  const recorders = new RecorderDirectory({ bus, clock, onChanged: () => {} });
  const streamers = new StreamerDirectory({ bus, clock, onChanged: () => {} });
  const counted = { name: "work", what: "work" };
  const measures = new WorkMeasures(new Metrics(), counted, () => 0);
  const tapping = {
    transcribers,
    recorders,
    recordingMeasures: measures,
    streamers,
    liveMeasures: measures,
  };
  const options = { bus, clock, logger, newId, directory, ...tapping, standby: false };
  const kept = new KeptRoom(options, {
    actorId: "room",
    epoch: 1,
    signal: abort.signal,
    state: () => room,
    submit: (command) => {
      told.push(command.body);
      room = when(room, command).room;
      return Promise.resolve({
        v: 1,
        ok: true,
        durable: true,
        epoch: 1,
        rev: room.rev,
        result: {},
      });
    },
  });
  return {
    clock,
    kept,
    told,
    async [Symbol.asyncDispose]() {
      kept.close();
      abort.abort();
      await directory[Symbol.asyncDispose]();
      await bus.close();
    },
  };
}

Deno.test("who waits is forgotten once nobody knocks for them, counted from the takeover", async () => {
  await using world = setUp();
  const { clock, kept, told } = world;
  clock.advance(20_000);
  kept.hearKnock("w");
  clock.advance(29_000);
  assertEquals(told, [], "a knock counts from when it came");
  clock.advance(10_000);
  assertEquals(told, [{ type: "expireKnock", peerId: "w", sessionId: "s-w" }]);
});

Deno.test("an owner that never heard a knock gives it as long as any other", async () => {
  await using world = setUp();
  world.clock.advance(29_000);
  assertEquals(world.told, []);
  world.clock.advance(10_000);
  assertEquals(world.told.length, 1);
});
