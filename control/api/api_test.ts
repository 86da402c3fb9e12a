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
/** However slow the machine is, no budget grows meanwhile. */
const STANDING = { ...systemClock, monotonicMs: () => 0 };

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
  const answers: { once: Reply[]; next: Reply } = {
    once: [],
    next: { v: 1, ok: true, durable: true, epoch: 1, rev: 1, result: {} },
  };
  const api = createApi({
    config,
    meetings: store.meetings,
    requestRoom: (_roomId, command) => {
      commands.push(RoomCommandEnvelope.parse(command));
      return Promise.resolve(answers.once.shift() ?? answers.next);
    },
    tokens,
    limiter: createRateLimiter({ redis: undefined, clock: STANDING }),
    clock,
    logger,
  });
  const post = async (path: string, body: unknown, headers: Record<string, string> = JSON_TYPE) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return await api.request(path, { method: "POST", headers, body: text });
  };
  return { store, tokens, api, post, commands, answers };
}

/** The host's ticket of a new meeting. */
async function made(
  post: (path: string, body: unknown) => Promise<Response>,
  wish: unknown,
): Promise<MeetingTicket> {
  return MeetingTicket.parse(await (await post("/meetings", wish)).json());
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

  await t.step(
    "a meeting with a passcode lets in who knows it, and hosts by their key",
    async () => {
      const host = await made(post, { title: "Board", passcode: " tea at five " });
      const path = `/meetings/${host.code}/tickets`;
      const info = await (await api.request(`/meetings/${host.code}`)).json();
      assertEquals(info, { code: host.code, title: "Board", needsPasscode: true });
      assertEquals(await errorOf(await post(path, {})), [403, "wrong-passcode"]);
      assertEquals(await errorOf(await post(path, { passcode: "tea" })), [403, "wrong-passcode"]);
      const seat = MeetingTicket.parse(
        await (await post(path, { passcode: "tea at five" })).json(),
      );
      assertEquals([seat.role, seat.hostKey], ["participant", undefined]);
      const { hostKey } = host;
      const again = MeetingTicket.parse(await (await post(path, { hostKey })).json());
      assertEquals([again.role, again.hostKey], ["host", undefined]);
      const other = await made(post, {});
      assertEquals(await errorOf(await post(path, { hostKey: other.hostKey })), [403, "forbidden"]);
    },
  );

  await t.step("guests come when a scheduled meeting is open, hosts when they like", async () => {
    const minute = 60_000;
    const schedule = {
      startsAt: Date.now() + 60 * minute,
      durationMinutes: 30,
      timeZone: "Europe/Berlin",
      opensMinutesBefore: 10,
      closesMinutesAfter: 5,
    };
    const { code, hostKey = "" } = await made(post, { kind: "scheduled", schedule });
    const path = `/meetings/${code}/tickets`;
    assertEquals((await (await api.request(`/meetings/${code}`)).json()).schedule, schedule);
    const early = await post(path, {});
    assertMatch(early.headers.get("retry-after") ?? "", /^(2999|3000)$/);
    assertEquals(await errorOf(early), [403, "not-open"]);
    assertEquals((await post(path, { hostKey })).status, 201);
    const change = (wish: unknown, key = hostKey) =>
      api.request(`/meetings/${code}`, {
        method: "PATCH",
        headers: { ...JSON_TYPE, authorization: `Bearer ${key}` },
        body: JSON.stringify(wish),
      });
    const now = { ...schedule, startsAt: Date.now() + 9 * minute };
    assertEquals(await errorOf(await change({ schedule: now }, "guess")), [403, "forbidden"]);
    assertEquals((await change({ schedule: now })).status, 200);
    assertEquals((await post(path, {})).status, 201);
    assertEquals((await change({ schedule: { ...now, startsAt: minute } })).status, 200);
    assertEquals(await errorOf(await post(path, {})), [403, "not-open"]);
    const nowhere = { ...schedule, timeZone: "Mars/Base" };
    for (
      const wish of [{ kind: "scheduled" }, { schedule }, { kind: "scheduled", schedule: nowhere }]
    ) {
      assertEquals(await errorOf(await post("/meetings", wish)), [400, "invalid-message"]);
    }
  });

  await t.step("a personal room is there again for whoever comes after its end", async () => {
    const settings = { lobby: true };
    const { code, roomId, hostKey } = await made(post, { kind: "personal", settings });
    const { next } = answers;
    answers.next = refusal("room-exists", "It is there");
    assertEquals((await post(`/meetings/${code}/tickets`, {})).status, 201);
    answers.next = next;
    const { body, roomId: reopened } = RoomCommandEnvelope.parse(commands.at(-1));
    assertEquals([reopened, body], [roomId, { type: "create", code, title: "", settings }]);
    answers.next = refusal("unreachable", "Nobody answered");
    assertEquals(await errorOf(await post(`/meetings/${code}/tickets`, {})), [503, "unreachable"]);
    answers.next = refusal("room-ended", "It was");
    assertEquals(await errorOf(await post(`/meetings/${code}/tickets`, {})), [410, "room-ended"]);
    answers.once.push(answers.next);
    answers.next = next;
    const again = await post(`/meetings/${code}/tickets`, { hostKey });
    const { roomId: other, role } = MeetingTicket.parse(await again.json());
    assertNotEquals(other, roomId, "what was said before is not for whoever comes now");
    assertEquals([role, (await store.meetings.findByCode(code))?.roomId], ["host", other]);
    const guest = await post(`/meetings/${code}/tickets`, {});
    assertEquals(MeetingTicket.parse(await guest.json()).roomId, other);
  });

  await t.step(
    "who has the key changes settings and passcode, and ends the meeting for good",
    async () => {
      const { code, hostKey = "" } = await made(post, { title: "Tea" });
      const headers = { ...JSON_TYPE, authorization: `Bearer ${hostKey}` };
      const patch = (wish: unknown) =>
        api.request(`/meetings/${code}`, { method: "PATCH", headers, body: JSON.stringify(wish) });
      const changed = await patch({
        title: "Coffee",
        passcode: "sugar42",
        settings: { locked: true },
      });
      assertEquals(await changed.json(), { code, title: "Coffee", needsPasscode: true });
      assertEquals(RoomCommandEnvelope.parse(commands.at(-1)).body, {
        type: "changeSettings",
        settings: { locked: true },
      });
      assertEquals((await (await patch({ passcode: null })).json()).needsPasscode, undefined);
      assertEquals(await errorOf(await patch({ schedule: 1 })), [400, "invalid-message"]);
      const remove = (headers: Record<string, string>) =>
        api.request(`/meetings/${code}`, { method: "DELETE", headers });
      assertEquals(await errorOf(await remove(JSON_TYPE)), [401, "unauthorized"]);
      assertEquals((await remove(headers)).status, 204);
      assertEquals(RoomCommandEnvelope.parse(commands.at(-1)).body, { type: "end" });
      assertEquals(await errorOf(await api.request(`/meetings/${code}`)), [404, "room-not-found"]);
    },
  );

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
