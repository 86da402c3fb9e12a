import { assertEquals } from "@std/assert";
import { TcpProxy } from "./tcp_proxy.ts";
import { until } from "./until.ts";

/** Answers every byte with the same. */
function startEcho(): { port: number } & AsyncDisposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) {
      connection.readable.pipeTo(connection.writable).catch(() => {}); // Ends with its client.
    }
  })();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
    },
  };
}

class Client implements Disposable {
  received = "";
  ended = false;
  readonly #connection: Deno.TcpConn;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
    this.#read().catch(() => this.ended = true);
  }

  static async open(port: number): Promise<Client> {
    return new Client(await Deno.connect({ hostname: "127.0.0.1", port }));
  }

  async send(text: string): Promise<void> {
    await this.#connection.write(new TextEncoder().encode(text));
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }

  async #read(): Promise<void> {
    const chunk = new Uint8Array(100);
    for (let length; (length = await this.#connection.read(chunk)) !== null;) {
      this.received += new TextDecoder().decode(chunk.subarray(0, length));
    }
    this.ended = true;
  }
}

Deno.test("a proxy hangs in one direction or both, and what was sent arrives once it heals", async () => {
  await using echo = startEcho();
  await using proxy = TcpProxy.start(echo.port);
  using client = await Client.open(proxy.port);
  await client.send("a");
  await until("the echo comes", () => client.received === "a");
  for (const directions of [["up"], ["down"], ["up", "down"]] as const) {
    client.received = "";
    proxy.hang(directions);
    await client.send("b");
    using other = await Client.open(proxy.port); // Time passes for what should not arrive.
    assertEquals([client.received, other.ended], ["", false]);
    proxy.heal();
    await until("the echo comes late", () => client.received === "b");
  }
});

Deno.test("a proxy that is cut ends its connections and refuses others", async () => {
  await using echo = startEcho();
  await using proxy = TcpProxy.start(echo.port);
  using client = await Client.open(proxy.port);
  await client.send("a");
  await until("the echo comes", () => client.received === "a");
  proxy.cut();
  await until("the connection is gone", () => client.ended);
  using refused = await Client.open(proxy.port);
  await until("a new one ends", () => refused.ended);
  await until("nothing can be sent any more", () => client.send("c").then(() => false, () => true));
  proxy.heal();
  using healed = await Client.open(proxy.port);
  await healed.send("d");
  await until("it is through", () => healed.received === "d");
});
