import { assertEquals, assertRejects } from "@std/assert";
import { SignJWT, UnsecuredJWT } from "jose";
import { systemClock } from "../../kit/mod.ts";
import { createTokens, InvalidTokenError, RESUME_TTL_MS, TICKET_TTL_MS } from "./tokens.ts";

const SECRET = "a-secret-for-tests-of-forty-characters-0";
const SEAT = { peerId: "ann", roomId: "room-1", role: "host" } as const;
const tokens = await createTokens({ secret: SECRET, clock: systemClock });

/** A genuine token's header, to forge from. */
async function header(): Promise<Record<string, string>> {
  const { token } = await tokens.issueTicket(SEAT);
  return JSON.parse(atob(token.split(".")[0] ?? ""));
}

interface Forgery {
  header?: Record<string, string | undefined>;
  claims?: Record<string, unknown>;
  secret?: string;
}

/** A ticket that is right but for what is given. */
async function forge({ header: change, claims, secret = SECRET }: Forgery): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const right = { sub: "ann", room: "room-1", role: "host", iss: "parley", aud: "parley:join" };
  const key = new TextEncoder().encode(secret);
  return await new SignJWT({ ...right, iat: now, exp: now + 60, ...claims })
    .setProtectedHeader({ alg: "HS256", ...await header(), ...change }).sign(key);
}

async function assertInvalid(token: string): Promise<void> {
  await assertRejects(() => tokens.verifyTicket(token), InvalidTokenError);
}

Deno.test("a ticket gives its seat back, a resume token its session", async () => {
  const beganAt = Date.now();
  const { token, expiresAt } = await tokens.issueTicket(SEAT);
  const issuedAt = expiresAt - TICKET_TTL_MS;
  // Tokens tell whole seconds.
  assertEquals(issuedAt > beganAt - 1_000 && issuedAt <= Date.now(), true);
  assertEquals(await tokens.verifyTicket(token), SEAT);
  const session = { ...SEAT, sessionId: "s-1" };
  assertEquals(await tokens.verifyResume(await tokens.issueResume(session)), session);
  assertEquals(await tokens.verifyTicket(await forge({})), SEAT, "the forge's base is right");
});

Deno.test("each purpose has its own type and audience", async () => {
  const { token } = await tokens.issueTicket(SEAT);
  await assertRejects(() => tokens.verifyResume(token), InvalidTokenError);
  await assertInvalid(await tokens.issueResume({ ...SEAT, sessionId: "s-1" }));
  await assertInvalid(await forge({ header: { typ: "JWT" } }));
  await assertInvalid(await forge({ header: { typ: undefined } }));
  await assertInvalid(await forge({ claims: { aud: "parley:resume" } }));
  await assertInvalid(await forge({ claims: { aud: undefined } }));
  await assertInvalid(await forge({ claims: { iss: "somebody" } }));
});

Deno.test("other algorithms, keys and key ids are refused", async () => {
  await assertInvalid(await forge({ header: { alg: "HS512" } }));
  await assertInvalid(await forge({ secret: "another-secret-of-forty-characters-00000" }));
  await assertInvalid(await forge({ header: { kid: "else" } }));
  await assertInvalid(await forge({ header: { kid: undefined } }));
  const none = new UnsecuredJWT({ ...SEAT }).setSubject("ann").setAudience("parley:join").encode();
  await assertInvalid(none);
});

Deno.test("what has expired, never expires or names no proper seat is refused", async () => {
  const now = Math.floor(Date.now() / 1_000);
  await assertInvalid(await forge({ claims: { exp: now - 10 } }));
  await assertInvalid(await forge({ claims: { exp: undefined } }));
  await assertInvalid(await forge({ claims: { nbf: now + 60 } }));
  await assertInvalid(await forge({ claims: { role: "root" } }));
  await assertInvalid(await forge({ claims: { room: "a.b" } }));
  await assertInvalid(await forge({ claims: { sub: undefined } }));
  await assertInvalid("");
});

Deno.test("tokens of the former secret are accepted while it is configured", async () => {
  const next = { secret: "the-next-secret-of-more-than-32-characters", clock: systemClock };
  const { token } = await tokens.issueTicket(SEAT);
  const changed = await createTokens({ ...next, previousSecret: SECRET });
  assertEquals(await changed.verifyTicket(token), SEAT);
  const forgotten = await createTokens(next);
  await assertRejects(() => forgotten.verifyTicket(token), InvalidTokenError);
});

Deno.test("an access token gives its session back, and serves for nothing else", async () => {
  const tokens = await createTokens({ secret: SECRET, clock: systemClock });
  const seat = { peerId: "ann", roomId: "room-1", role: "host", sessionId: "s-1" } as const;
  const token = await tokens.issueAccess(seat);
  assertEquals(await tokens.verifyAccess(token), seat);
  await assertRejects(() => tokens.verifyResume(token), InvalidTokenError);
  await assertRejects(
    async () => tokens.verifyAccess(await tokens.issueResume(seat)),
    InvalidTokenError,
  );
});

Deno.test("a resume token ends by the clock of the process", async () => {
  let nowMs = Date.now();
  const clock = { ...systemClock, wallMs: () => nowMs };
  const moving = await createTokens({ secret: SECRET, clock });
  const token = await moving.issueResume({ ...SEAT, sessionId: "s-1" });
  nowMs += RESUME_TTL_MS - 1_000;
  await moving.verifyResume(token);
  nowMs += 10_000;
  await assertRejects(() => moving.verifyResume(token), InvalidTokenError);
});
