/** A gateway as a browser meets it, over real sockets, with a memory bus behind it. */
import { Hono } from "hono";
import { MemoryBroker, silentLogger, systemClock } from "../../../kit/mod.ts";
import { Joined, subjects } from "../../../protocol/mod.ts";
import { ClientSocket } from "../../../tests/harness/client_socket.ts";
import { createActorCaller } from "../../actor/mod.ts";
import { createTokens, type Seat, type Tokens } from "../../api/mod.ts";
import { createRateLimiter, type RateLimiter } from "../../store/mod.ts";
import { createGateway, type Gateway, type GatewayOptions, serve, type Served } from "../mod.ts";
import { TurnDesk } from "../turn_desk.ts";
import { FakeRoom, MEDIA } from "./fake_room.ts";

export const ORIGIN = "https://meet.example.org";
export const ROOM_ID = "room-1";
export const VIEW = { generation: 0, tiles: [], ready: [] };
export const NO_TURN = { urls: [], secret: undefined, policy: "all", region: undefined } as const;
export const CAPABILITIES = { codecs: ["opus"], extensions: [] };

export class World implements AsyncDisposable {
  readonly broker = new MemoryBroker();
  readonly bus = this.broker.connect();
  readonly room = new FakeRoom(this.bus, ROOM_ID);
  readonly tokens: Tokens;
  readonly #gateways: { gateway: Gateway; served: Served }[] = [];
  readonly #limiter: RateLimiter;

  private constructor(tokens: Tokens, limiter?: RateLimiter) {
    this.tokens = tokens;
    this.#limiter = limiter ?? createRateLimiter({ redis: undefined, clock: systemClock });
    this.room.beforeAnswer = ({ body, from }) => {
      if (body.type !== "join" || from.kind !== "session") return;
      this.room.tellMedia(from.sessionId, MEDIA);
    };
  }

  static async start(limiter?: RateLimiter): Promise<World> {
    const secret = "a-secret-of-a-world-that-lives-for-seconds";
    const world = new World(await createTokens({ secret, clock: systemClock }), limiter);
    await world.addGateway();
    return world;
  }

  async addGateway(config: Partial<GatewayOptions["config"]> = {}): Promise<Gateway> {
    const bus = this.broker.connect();
    const gateway = createGateway({
      config: {
        publicUrl: ORIGIN,
        origins: new Set([ORIGIN]),
        gatewayUrls: ["wss://gw-1.example.org/ws", "wss://gw-2.example.org/ws"],
        proxyHops: 0,
        development: false,
        uiDir: undefined,
        turn: NO_TURN,
        ...config,
      },
      bus,
      requestRoom: createActorCaller({
        bus,
        clock: systemClock,
        subjects: {
          command: subjects.roomCommand,
          event: subjects.roomEvent,
          activate: subjects.roomsActivate,
          activateQueue: "control",
        },
      }),
      tokens: this.tokens,
      limiter: this.#limiter,
      turn: new TurnDesk({ config: NO_TURN, clock: systemClock, logger: silentLogger() }),
      clock: systemClock,
      logger: silentLogger(),
      api: new Hono(),
    });
    const served = await serve(gateway.app, { host: "127.0.0.1", port: 0 });
    this.#gateways.push({ gateway, served });
    return gateway;
  }

  gateway(index = 0): Gateway {
    return this.#at(index).gateway;
  }

  /** `http://127.0.0.1:port`. */
  url(index = 0): string {
    return `http://127.0.0.1:${this.#at(index).served.http.port}`;
  }

  /** A socket that has not said anything yet. */
  connect(index = 0): Promise<ClientSocket> {
    const httpUrl = this.url(index);
    const socketUrl = `${httpUrl.replace("http", "ws")}/ws`;
    return ClientSocket.open({ name: `gateway-${index}`, httpUrl, origin: ORIGIN, socketUrl });
  }

  async ticket(seat: Partial<Seat> = {}): Promise<string> {
    const full: Seat = { peerId: "ann", roomId: ROOM_ID, role: "participant", ...seat };
    return (await this.tokens.issueTicket(full)).token;
  }

  /** A socket that has joined, and what it was told. */
  async join(peerId = "ann"): Promise<{ client: ClientSocket; joined: Joined }> {
    const client = await this.connect();
    return { client, joined: await this.joinOver(client, peerId) };
  }

  async joinOver(client: ClientSocket, peerId = "ann"): Promise<Joined> {
    const token = await this.ticket({ peerId });
    const fields = { token, name: peerId, capabilities: CAPABILITIES, view: VIEW };
    return Joined.parse(await client.request("join", fields));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { gateway } of this.#gateways) await gateway.close();
    for (const { served } of this.#gateways) await served.close();
    await this.room[Symbol.asyncDispose]();
  }

  #at(index: number) {
    const found = this.#gateways[index];
    if (!found) throw new Error(`Cannot find gateway ${index}: there are ${this.#gateways.length}`);
    return found;
  }
}
