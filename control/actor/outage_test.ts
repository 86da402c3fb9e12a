/** The runtime while the real bus and log die and come back. */
import { assert, assertEquals } from "@std/assert";
import { connectNats, silentLogger } from "../../kit/mod.ts";
import { NatsServer } from "../../kit/testing/nats_server.ts";
import { JetStreamLog } from "./jetstream_log.ts";
import { World } from "./testing/world.ts";

Deno.test({
  name: "actor loses no acknowledged fact and applies none twice when NATS is killed under load",
  sanitizeOps: true,
  sanitizeResources: true,
  async fn() {
    await using server = await NatsServer.start({ jetstream: true });
    const connect = () =>
      connectNats({ servers: [server.url], name: "test", logger: silentLogger() });
    const logBus = await connect();
    const log = await JetStreamLog.open(logBus, { name: "TALLY", prefix: "tally", timeoutMs: 200 });
    {
      await using world = await World.on({
        connect,
        openLog: () => Promise.resolve(log),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
      const { host } = await world.host("h1");
      await world.ask("a", world.command("a", { type: "add", amount: 1 }));

      // Every command is sent until it is acknowledged, always under its own id.
      let acknowledged = 1;
      let killed: Promise<void> | undefined;
      const outage = async () => {
        await server.kill();
        await server.restart();
      };
      const clients = Array.from({ length: 20 }, async () => {
        for (let count = 0; count < 20; count++) {
          const command = world.command("a", { type: "add", amount: 1 });
          for (let tries = 0;; tries++) {
            assert(tries < 50, "no answer after many tries");
            const reply = await world.ask("a", command);
            if (reply.ok) break;
          }
          if (++acknowledged === 100) killed = outage();
        }
      });
      await Promise.all(clients);
      assert(killed);
      await killed;
      const look = await world.ask("a", world.command("a", { type: "look" }));
      assert(look.ok);
      assertEquals([look.rev, look.result], [401, { total: 401 }]);
      assertEquals(host.peek("a")?.state.total, acknowledged);
    }
    await logBus.close();
  },
});
