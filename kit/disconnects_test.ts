import { assertEquals } from "@std/assert";
import { connectNats, type NatsBus } from "./nats_bus.ts";
import { watchDisconnects } from "./disconnects.ts";
import { silentLogger } from "./log.ts";
import { NatsServer } from "./testing/nats_server.ts";
import { poll, STATE_LIMIT_MS } from "./testing/poll.ts";

const CONFIG = `
accounts {
  PARLEY { users: [{ user: "p", password: "p" }] }
  SYS { users: [{ user: "sys", password: "s" }] }
}
system_account: SYS
`;

class World implements AsyncDisposable {
  readonly gone: string[] = [];
  readonly come: string[] = [];
  readonly #stack = new AsyncDisposableStack();
  private constructor(readonly server: NatsServer) {}

  static async start(): Promise<World> {
    const world = new World(await NatsServer.start({ config: CONFIG }));
    world.#stack.use(world.server);
    return world;
  }

  watch(password = "s"): void {
    const watch = watchDisconnects({
      servers: [this.server.url],
      user: "sys",
      password,
      name: "watcher",
      logger: silentLogger(),
      onDisconnect: (name) => this.gone.push(name),
      onConnect: (name) => this.come.push(name),
    });
    this.#stack.defer(() => watch.close());
  }

  async connect(name: string): Promise<NatsBus> {
    const options = { servers: [this.server.url], user: "p", password: "p" };
    return await connectNats({ ...options, name, logger: silentLogger() });
  }

  /** Ends connections until one is noticed: the watch begins in the background. */
  async untilNoticed(name: string): Promise<void> {
    await poll(`the end of ${name} is noticed`, STATE_LIMIT_MS, async () => {
      await (await this.connect(name)).close();
      return this.gone.includes(name);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

Deno.test("disconnects of other connections are told by name", async () => {
  await using world = await World.start();
  world.watch();
  await world.untilNoticed("control-1");
  const bus = await world.connect("media-1");
  await poll("media-1 is seen to come", STATE_LIMIT_MS, () => world.come.includes("media-1"));
  assertEquals(world.gone.includes("media-1"), false);
  await bus.close();
  await poll("media-1 is missed", STATE_LIMIT_MS, () => world.gone.includes("media-1"));
});

Deno.test("disconnects are told again after the server was away", async () => {
  await using world = await World.start();
  world.watch();
  await world.untilNoticed("before");
  await world.server.restart();
  await world.untilNoticed("after");
});

Deno.test("a watch of disconnects with wrong credentials harms nobody and ends when told", async () => {
  await using world = await World.start();
  world.watch("wrong");
  const bus = await world.connect("control-1");
  await bus.close();
  assertEquals(world.gone, []);
});
