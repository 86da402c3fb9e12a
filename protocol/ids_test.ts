import { assert, assertEquals } from "@std/assert";
import {
  CommandId,
  ConsumerId,
  consumerId,
  HostId,
  NodeId,
  nodeProducerId,
  PeerId,
  producerId,
  producerOfNode,
  RoomId,
  SessionId,
  TransportId,
  transportId,
} from "./ids.ts";
import { LOG_SHARDS, shardOf, subjects } from "./subjects.ts";

const TOKENS = { RoomId, PeerId, SessionId, HostId, NodeId, CommandId };
/** Characters that end a token of a NATS subject, or match more than one. */
const UNSAFE = [".", "*", ">", " ", "\t", "\n", "\0", "/", "é", "🎥"];

for (const [name, schema] of Object.entries(TOKENS)) {
  Deno.test(`${name} is one token of a subject`, () => {
    assert(schema.safeParse("aZ09_-").success);
    assert(schema.safeParse("x".repeat(64)).success);
    assert(!schema.safeParse("x".repeat(65)).success, "over its bound");
    assert(!schema.safeParse("").success, "empty");
    for (const own of ["constructor", "__proto__", "toString"]) {
      assert(!schema.safeParse(own).success, `${own}, which every object has`);
    }
    for (const character of UNSAFE) {
      const text = `a${character}b`;
      assert(!schema.safeParse(text).success, `accepted ${JSON.stringify(text)}`);
      assert(!schema.safeParse(`a${character}`).success, `accepted a trailing ${character}`);
    }
  });
}

Deno.test("subjects of the longest ids have as many tokens as those of the shortest", () => {
  const { recordingJob, ...others } = subjects;
  const builders = [
    ...Object.values(others).filter((subject) => typeof subject === "function"),
    (id: string) => recordingJob("compose", id),
  ];
  for (const subject of builders) {
    const [short, long] = [subject("a"), subject("x".repeat(64))];
    assertEquals(long.split(".").length, short.split(".").length);
    assert(/^[A-Za-z0-9_.-]+$/.test(long), long);
  }
});

Deno.test("ids of media objects fit their schemas at the longest names", () => {
  const peer = "p".repeat(64);
  const producer = producerId(peer, "k".repeat(24));
  assert(TransportId.safeParse(transportId(peer, "recv", 1_000_000)).success);
  assert(ConsumerId.safeParse(consumerId(peer, nodeProducerId(producer, 1e9), 1e6)).success);
});

Deno.test("producerOfNode undoes nodeProducerId", () => {
  const producer = producerId("p-1", "cam-2");
  assertEquals(producerOfNode(nodeProducerId(producer, 17)), producer);
});

Deno.test("shardOf gives every room the shard it always had", () => {
  // Logs lie under these numbers: a change would lose every room that exists.
  const golden = { "a": 12, "b": 5, "room-1": 12, "r-7Yk2mQx4": 7, "Parley": 6 };
  const now = Object.fromEntries(Object.keys(golden).map((id) => [id, shardOf(id)]));
  assertEquals(now, golden);
});

Deno.test("shardOf spreads rooms evenly", () => {
  const rooms = 16_000;
  const counts = new Array<number>(LOG_SHARDS).fill(0);
  for (let i = 0; i < rooms; i++) {
    const shard = shardOf(`r-${i.toString(36)}`);
    counts[shard] = (counts[shard] ?? 0) + 1;
  }
  const fair = rooms / LOG_SHARDS;
  for (const count of counts) {
    assert(count > 0.8 * fair && count < 1.2 * fair, `uneven: ${counts.join(" ")}`);
  }
});
