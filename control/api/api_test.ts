import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { silentLogger, systemClock } from "../../kit/mod.ts";
import { ErrorBody, MeetingTicket, RoomCommandEnvelope } from "../../protocol/mod.ts";
import { Store as Server } from "../../tests/harness/stores.ts";
import { refusal, type Reply } from "../actor/mod.ts";
import { migrate } from "../store/migrate.ts";
import { createRateLimiter, openStore } from "../store/mod.ts";
import { createApi } from "./api.ts";
import { publicConfig } from "./config.ts";
import { LIMITS } from "./limits.ts";
import { createTokens } from "./tokens.ts";

const ORIGIN = "https://meet.example.org";
const JSON_TYPE = { "content-type": "application/json" };

async function setUp(postgresUrl: string) {
  const logger = silentLogger();
  const clock = systemClock;
  await migrate(postgresUrl, logger);
  const store = openStore({ postgresUrl, clock });
  const tokens = await createTokens({ secret: "s".repeat(32), clock });
  const config = publicConfig({
    PARLEY_PUBLIC_URL: ORIGIN,
    PARLEY_TOKEN_SECRET: "s".repeat(32),
    PARLEY_PROXY_HOPS: 1,
    PARLEY_RATE_SCALE: 1,
    mode: "test",
  });
  const commands: unknown[] = [];
  const answers: { next: Reply } = {
    next: { v: 1, ok: true, durable: true, epoch: 1, rev: 1, result: {} },
  };
  const api = createApi({
    config,
    meetings: store.meetings,
    requestRoom: (_roomId, command) => {
      commands.push(RoomCommandEnvelope.parse(command));
      return Promise.resolve(answers.next);
    },
    tokens,
    limiter: createRateLimiter({ redis: undefined, clock }),
    clock,
    logger,
  });
  const post = async (path: string, body: unknown, headers: Record<string, string> = JSON_TYPE) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return await api.request(path, { method: "POST", headers, body: text });
  };
  return { store, tokens, api, post, commands, answers };
}

async function errorOf(response: Response): Promise<[number, string]> {
  return [response.status, ErrorBody.parse((await response.json()).error).code];
}

// The migration library's loader keeps a handle open; its process ends right after.
const LEAKS = { sanitizeOps: false, sanitizeResources: false };

Deno.test("the API over a real database", LEAKS, async (t) => {
  await using server = await Server.startPostgres();
  const { store, tokens, api, post, commands, answers } = await setUp(server.url);
  await using _store = store;

  await t.step("a new meeting is a room, a code and a host's ticket", async () => {
    const response = await post("/meetings", { title: " Weekly " }, {
      ...JSON_TYPE,
      host: "evil.example",
      origin: ORIGIN,
    });
    assertEquals([response.status, response.headers.get("cache-control")], [201, "no-store"]);
    const ticket = MeetingTicket.parse(await response.json());
    assertEquals([ticket.title, ticket.role], ["Weekly", "host"]);
    assertEquals(ticket.link, `${ORIGIN}/m/${ticket.code}`);
    const { peerId, roomId } = ticket;
    assertEquals(await tokens.verifyTicket(ticket.token), { peerId, roomId, role: "host" });
    const command = RoomCommandEnvelope.parse(commands[0]);
    assertEquals([command.roomId, command.id], [roomId, `create-${roomId}`]);
    assertEquals(command.body, { type: "create", code: ticket.code, title: "Weekly" });

    const guest = await post(`/meetings/${ticket.code}/tickets`, {});
    const seat = MeetingTicket.parse(await guest.json());
    assertEquals([guest.status, seat.role, seat.roomId], [201, "participant", roomId]);
    assertNotEquals(seat.peerId, peerId);
    const info = await api.request(`/meetings/${ticket.code}`);
    assertEquals(await info.json(), { code: ticket.code, title: "Weekly" });
  });

  await t.step("bad requests get codes and statuses", async () => {
    const plain = { "content-type": "text/plain" };
    assertEquals(await errorOf(await post("/meetings", {}, plain)), [415, "invalid-message"]);
    assertEquals(await errorOf(await post("/meetings", "{")), [400, "invalid-message"]);
    assertEquals(await errorOf(await post("/meetings", { title: 1 })), [400, "invalid-message"]);
    const long = { title: "x".repeat(20_000) };
    assertEquals(await errorOf(await post("/meetings", long)), [413, "message-too-large"]);
    const foreign = { ...JSON_TYPE, origin: "https://evil.example" };
    assertEquals(await errorOf(await post("/meetings", {}, foreign)), [403, "forbidden"]);
    assertEquals(await errorOf(await api.request("/meetings/1")), [404, "room-not-found"]);
    assertEquals(await errorOf(await post("/meetings/000000000/tickets", {})), [
      404,
      "room-not-found",
    ]);
    assertEquals(await errorOf(await api.request("/nowhere")), [404, "unknown-type"]);
  });

  await t.step("a meeting whose room can't be opened is forgotten", async () => {
    const { next } = answers;
    answers.next = refusal("unreachable", "Nobody answered");
    assertEquals(await errorOf(await post("/meetings", {})), [503, "unreachable"]);
    answers.next = next;
    const { body } = RoomCommandEnvelope.parse(commands.at(-1));
    const code = body.type === "create" ? body.code : "";
    assertEquals(await store.meetings.findByCode(code), undefined);
  });

  await t.step("each address has its budget", async () => {
    const from = (address: string) => ({ ...JSON_TYPE, "x-forwarded-for": address });
    for (let i = 0; i < LIMITS.createMeeting.burst; i++) {
      assertEquals((await post("/meetings", {}, from("192.0.2.7"))).status, 201);
    }
    const refused = await post("/meetings", {}, from("192.0.2.7"));
    assertMatch(refused.headers.get("retry-after") ?? "", /^[1-9]\d*$/);
    assertEquals(await errorOf(refused), [429, "rate-limited"]);
    assertEquals((await post("/meetings", {}, from("192.0.2.8"))).status, 201);
  });

  await t.step(
    "without the database it answers unavailable, and what needs none still works",
    async () => {
      await server.kill();
      assertEquals(await errorOf(await post("/meetings", {})), [503, "unavailable"]);
      const config = await api.request("/config");
      assertEquals(await config.json(), {
        gateways: ["wss://meet.example.org/ws"],
        publicUrl: ORIGIN,
        development: false,
      });
    },
  );
});
