import { assert, assertEquals, assertRejects } from "@std/assert";
import { BusRefusedError, BusUnavailableError } from "./bus.ts";
import { busContract } from "./bus_contract.ts";
import { createLogger, silentLogger } from "./log.ts";
import { connectNats } from "./nats_bus.ts";
import { NatsServer } from "./testing/nats_server.ts";
import { poll, STATE_LIMIT_MS } from "./testing/poll.ts";

busContract("NATS", async () => {
  const server = await NatsServer.start();
  const reported: unknown[] = [];
  const logger = createLogger({
    service: "test",
    destination: { write: (line: string) => void reported.push(line) },
  });
  return {
    reported,
    connect: () => connectNats({ servers: [server.url], name: "test", logger }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
});

const logger = silentLogger();
const LATE = "-ERR 'Authentication Timeout'\r\n";
const WITH_USER = "authorization { user: parley, password: right }";

Deno.test("connectNats says that the credentials are wrong", async () => {
  await using server = await NatsServer.start({ config: WITH_USER });
  const options = { servers: [server.url], name: "test", logger, user: "parley" };
  const error = await assertRejects(
    () => connectNats({ ...options, password: "wrong-password" }),
    BusRefusedError,
    'refused user "parley": check the user name and the password',
  );
  assert(!error.message.includes("wrong-password"));
  await (await connectNats({ ...options, password: "right" })).close();
});

Deno.test("connectNats tries again where the server got the credentials too late", async () => {
  await using server = fakeServer([LATE]);
  const bus = await connectNats({ servers: [server.url], name: "test", logger });
  await bus.close();
});

Deno.test("connectNats takes a server that never waits for credentials for one that is away", async () => {
  await using server = fakeServer(Array.from({ length: 10 }, () => LATE));
  const options = { servers: [server.url], name: "test", logger };
  await assertRejects(() => connectNats(options), BusUnavailableError, "Authentication Timeout");
});

Deno.test("connectNats says where nobody listens", async () => {
  const server = await NatsServer.start();
  const { url } = server;
  await server[Symbol.asyncDispose]();
  const options = { servers: [url], name: "test", logger };
  await assertRejects(() => connectNats(options), BusUnavailableError, "does not answer");
});

Deno.test("NATS bus receives replies under its user's own inbox prefix", async () => {
  await using server = await NatsServer.start({ config: WITH_USER });
  const options = { servers: [server.url], name: "test", logger, user: "parley" };
  const bus = await connectNats({ ...options, password: "right" });
  const replies: string[] = [];
  bus.subscribe("who", {}, (message) => message.respond("me"));
  bus.subscribe("_INBOX.parley.>", {}, ({ subject }) => void replies.push(subject));
  await bus.request("who", {}, STATE_LIMIT_MS);
  await bus.flush();
  assertEquals(replies.length, 1);
  await bus.close();
});

Deno.test("NATS bus comes back with its subscriptions after kill -9 of the server", async () => {
  await using server = await NatsServer.start();
  const bus = await connectNats({ servers: [server.url], name: "test", logger });
  bus.subscribe("echo", {}, (message) => message.respond(message.body));
  const seen: string[] = [];
  bus.onStatus(({ type }) => void seen.push(type));
  await server.kill();
  await poll("the loss is noticed", STATE_LIMIT_MS, () => !bus.connected);
  await server.restart();
  await poll("the bus is back", STATE_LIMIT_MS, () => bus.connected);
  assertEquals(await bus.request("echo", 5, STATE_LIMIT_MS), 5);
  assertEquals(seen, ["disconnected", "connected"]);
  await bus.close();
});

Deno.test("NATS bus outlives a server that does not know its user for a while", async () => {
  await using server = await NatsServer.start({ config: WITH_USER });
  const options = { servers: [server.url], name: "test", logger, user: "parley" };
  const bus = await connectNats({ ...options, password: "right" });
  const refusals: string[] = [];
  bus.onStatus((status) => {
    if (status.type === "error") refusals.push(status.reason);
  });
  bus.subscribe("echo", {}, (message) => message.respond(message.body));
  await server.kill();
  await server.restart(WITH_USER.replace("right", "other"));
  // Several, since the resets that could end a process come late.
  await poll("it is refused", STATE_LIMIT_MS, () => refusals.length >= 5);
  await server.kill();
  await server.restart(WITH_USER);
  const answered = () => bus.request("echo", 5, 500).then((it) => it === 5, () => false);
  await poll("the bus is back", STATE_LIMIT_MS, answered);
  await bus.close();
});

/** Speaks as much of NATS' protocol as a client needs to begin and to end; its first clients get `errors`. */
function fakeServer(errors: readonly string[]): AsyncDisposable & { readonly url: string } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const info = { server_id: "fake", version: "2.9.10", max_payload: 1_048_576, headers: true };
  const text = new TextEncoder();
  const serve = async (client: Deno.TcpConn, error: string | undefined) => {
    try {
      await client.write(text.encode(`INFO ${JSON.stringify(info)}\r\n`));
      if (error !== undefined) return void await client.write(text.encode(error));
      for await (const said of client.readable.pipeThrough(new TextDecoderStream())) {
        for (const _ of said.matchAll(/PING/g)) await client.write(text.encode("PONG\r\n"));
      }
    } catch {
      // The client has gone.
    } finally {
      try {
        client.close();
      } catch {
        // Its stream was read to the end, which closes it.
      }
    }
  };
  const serving = (async () => {
    const clients: Promise<void>[] = [];
    for await (const client of listener) clients.push(serve(client, errors[clients.length]));
    await Promise.all(clients);
  })();
  return {
    url: `nats://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
    },
  };
}
