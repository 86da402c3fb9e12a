import { connectNats, type NatsBus, silentLogger } from "../../kit/mod.ts";
import { NatsServer } from "../../kit/testing/nats_server.ts";
import { contractSuite } from "./contract/suite.ts";
import { JetStreamLog } from "./jetstream_log.ts";

contractSuite("NATS", async () => {
  const server = await NatsServer.start({ jetstream: true });
  const buses = new Map<unknown, NatsBus>();
  return {
    async connect() {
      const options = { servers: [server.url], name: `test${buses.size}`, logger: silentLogger() };
      const bus = await connectNats(options);
      buses.set(bus, bus);
      return bus;
    },
    openLog(bus) {
      const nats = buses.get(bus);
      if (!nats) throw new Error("Cannot open a log: the bus is not from this ground");
      return JetStreamLog.open(nats, { name: "TALLY", prefix: "tally", shards: 2 });
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
});
