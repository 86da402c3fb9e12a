/**
 * Tokens that admit people: JWTs (RFC 7519) under the rules of RFC 8725. One algorithm, an explicit
 * type and audience for each purpose, and keys that only our own list of ids names.
 */
import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Clock } from "../../kit/mod.ts";
import { PeerId, Role, RoomId, SessionId } from "../../protocol/mod.ts";

const ALGORITHM = "HS256";
const ISSUER = "parley";
/** Machines' clocks differ a little. */
const CLOCK_TOLERANCE_S = 5;
const KEY_ID_LENGTH = 12;

/** A ticket serves a day's meeting with its reloads. */
export const TICKET_TTL_MS = 12 * 60 * 60 * 1_000;
/** The room decides about every resume anyway; after that a client joins again with its ticket. */
export const RESUME_TTL_MS = 4 * 60 * 60 * 1_000;
/** The room is asked at every request anyway; a resume brings a fresh one. */
export const ACCESS_TTL_MS = 60 * 60 * 1_000;

/** A seat in one room with one role. */
export const Seat = z.object({ peerId: PeerId, roomId: RoomId, role: Role });
export type Seat = z.infer<typeof Seat>;

/** A session in that seat. */
export const SessionSeat = Seat.extend({ sessionId: SessionId });
export type SessionSeat = z.infer<typeof SessionSeat>;

interface Purpose {
  readonly audience: string;
  readonly type: string;
  readonly ttlMs: number;
}
const TICKET: Purpose = {
  audience: "parley:join",
  type: "parley-join+jwt",
  ttlMs: TICKET_TTL_MS,
};
const RESUME: Purpose = {
  audience: "parley:resume",
  type: "parley-resume+jwt",
  ttlMs: RESUME_TTL_MS,
};
const ACCESS: Purpose = {
  audience: "parley:meeting",
  type: "parley-access+jwt",
  ttlMs: ACCESS_TTL_MS,
};

/** The token is not one of ours, not for this purpose, or too old. Says no more, on purpose. */
export class InvalidTokenError extends Error {
  override readonly name = "InvalidTokenError";
  readonly code = "invalid-token";
  constructor(options?: ErrorOptions) {
    super("Cannot accept the token: it is invalid or has expired", options);
  }
}

export interface Tokens {
  /** A ticket for a seat; `expiresAt` in epoch ms. */
  issueTicket(seat: Seat): Promise<{ token: string; expiresAt: number }>;
  /** Rejects with {@linkcode InvalidTokenError}. */
  verifyTicket(token: string): Promise<Seat>;
  issueResume(seat: SessionSeat): Promise<string>;
  /** Rejects with {@linkcode InvalidTokenError}. */
  verifyResume(token: string): Promise<SessionSeat>;
  /** For the meeting's part of the HTTP API. */
  issueAccess(seat: SessionSeat): Promise<string>;
  /** Rejects with {@linkcode InvalidTokenError}. */
  verifyAccess(token: string): Promise<SessionSeat>;
}

export interface TokensOptions {
  secret: string;
  /** Tokens signed with it are accepted, so that a secret can be changed during a meeting. */
  previousSecret?: string | undefined;
  clock: Clock;
}

/** Key ids stem from the secrets, so every process names the same key alike. */
export async function createTokens(options: TokensOptions): Promise<Tokens> {
  const { clock } = options;
  const current = await keyOf(options.secret);
  const keys = new Map([[current.id, current.key]]);
  if (options.previousSecret !== undefined) {
    const previous = await keyOf(options.previousSecret);
    keys.set(previous.id, previous.key);
  }

  async function sign({ peerId, roomId, role, ...rest }: Seat, purpose: Purpose) {
    const issuedAtS = Math.floor(clock.wallMs() / 1_000);
    const expiresAtS = issuedAtS + purpose.ttlMs / 1_000;
    const token = await new SignJWT({ room: roomId, role, ...rest })
      .setProtectedHeader({ alg: ALGORITHM, typ: purpose.type, kid: current.id })
      .setSubject(peerId).setIssuer(ISSUER).setAudience(purpose.audience)
      .setIssuedAt(issuedAtS).setExpirationTime(expiresAtS)
      .sign(current.key);
    return { token, expiresAt: expiresAtS * 1_000 };
  }

  async function verify<T>(token: string, purpose: Purpose, schema: z.ZodType<T>): Promise<T> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => {
        const key = kid === undefined ? undefined : keys.get(kid);
        if (!key) throw new errors.JWKSNoMatchingKey();
        return key;
      }, {
        algorithms: [ALGORITHM],
        typ: purpose.type,
        audience: purpose.audience,
        issuer: ISSUER,
        requiredClaims: ["sub", "room", "role", "iat", "exp"],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(clock.wallMs()),
      });
      const { sub: peerId, room: roomId, ...rest } = payload;
      return schema.parse({ ...rest, peerId, roomId });
    } catch (error) {
      throw new InvalidTokenError({ cause: error });
    }
  }

  return {
    issueTicket: (seat) => sign(seat, TICKET),
    verifyTicket: (token) => verify(token, TICKET, Seat),
    issueResume: async (seat) => (await sign(seat, RESUME)).token,
    verifyResume: (token) => verify(token, RESUME, SessionSeat),
    issueAccess: async (seat) => (await sign(seat, ACCESS)).token,
    verifyAccess: (token) => verify(token, ACCESS, SessionSeat),
  };
}

async function keyOf(secret: string): Promise<{ id: string; key: Uint8Array<ArrayBuffer> }> {
  const key = new TextEncoder().encode(secret);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`kid:${secret}`));
  return { id: new Uint8Array(digest).toHex().slice(0, KEY_ID_LENGTH), key };
}
