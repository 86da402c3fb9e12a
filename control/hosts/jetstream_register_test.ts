import { assert, assertEquals, assertRejects } from "@std/assert";
import { connectNats, silentLogger } from "../../kit/mod.ts";
import { NatsServer } from "../../kit/testing/nats_server.ts";
import { JetStreamRegister } from "./jetstream_register.ts";
import { REGISTER_PARTS, registerPartOf } from "./room_register.ts";

async function open() {
  const server = await NatsServer.start({ jetstream: true });
  const bus = await connectNats({ servers: [server.url], name: "test", logger: silentLogger() });
  return {
    bus,
    register: () => JetStreamRegister.open(bus, { hostId: "c1" }),
    server,
    async [Symbol.asyncDispose]() {
      await bus.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const listed = async (register: JetStreamRegister) => {
  const parts = Array.from({ length: REGISTER_PARTS }, (_, part) => register.list(part));
  return (await Promise.all(parts)).flat().toSorted();
};

Deno.test("JetStream register keeps rooms over its hosts and the server, part by part", async () => {
  await using on = await open();
  const register = await on.register();
  const rooms = Array.from({ length: 200 }, (_, at) => `room-${at}`).toSorted();
  assertEquals(await listed(register), []);
  await Promise.all(rooms.map((room) => register.enter(room)));
  await on.server.restart();
  const again = await on.register();
  assertEquals(await listed(again), rooms);
  const [room] = rooms;
  assert(room);
  assert((await again.list(registerPartOf(room))).includes(room));
});

Deno.test("JetStream register strikes an entry, and none that has taken its place", async () => {
  await using on = await open();
  const register = await on.register();
  const former = await register.enter("a");
  const place = await register.enter("a");
  await register.strike("a", former);
  assertEquals(await listed(register), ["a"]);
  await register.strike("a", place);
  assertEquals(await listed(register), []);
  await register.strike("a", place);
});

Deno.test("JetStream register that can't be reached says so", async () => {
  await using on = await open();
  const register = await on.register();
  await on.bus.close();
  await assertRejects(() => register.list(0));
  await assertRejects(() => register.enter("a"));
});
