import { createHash, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import type { Clock } from "../../../kit/mod.ts";
import {
  AuthorizeResult,
  type PeerId,
  type Right,
  type RoomCommandEnvelope,
  RoomId,
} from "../../../protocol/mod.ts";
import type { RequestActor } from "../../actor/mod.ts";
import type { History } from "../../store/mod.ts";
import { Refusal } from "../refusals.ts";
import { InvalidTokenError, type SessionSeat, type Tokens } from "../tokens.ts";

/** Members may read what an ended meeting left behind for so long. */
export const ENDED_ACCESS_MS = 24 * 60 * 60 * 1_000;

const DEADLINE_MS = 5_000;
const RETRY_AFTER_MS = 2_000;
/** RFC 6750, 2.1. */
const BEARER = /^Bearer ([A-Za-z0-9._~+/=-]{1,4096})$/;

/** Somebody in the room, or who was when it ended. */
export interface Member {
  readonly roomId: RoomId;
  readonly peerId: PeerId;
  /** What they may do now; nothing once the room has ended. */
  readonly rights: ReadonlySet<Right>;
}

export interface DoormanOptions {
  tokens: Tokens;
  requestRoom: RequestActor;
  history: Pick<History, "standing">;
  /** Admits integrators' servers; absent: none. */
  serverToken?: string | undefined;
  clock: Clock;
  newId?: () => string;
}

/**
 * Who may pass. A token says who somebody is; what they may do the room says, at every request, so that
 * whoever is removed reads nothing more.
 */
export class Doorman {
  readonly #options: DoormanOptions;

  constructor(options: DoormanOptions) {
    this.#options = options;
  }

  /** The member that asks about this room. Rejects with {@linkcode Refusal}. */
  async member(context: Context, right?: Right): Promise<Member> {
    const roomId = roomOf(context);
    const seat = await this.#seat(context);
    if (seat.roomId !== roomId) throw forbidden("the token is for another room");
    const member = await this.#authorize(seat);
    if (right && !member.rights.has(right)) throw forbidden(`the sender may not "${right}" here`);
    return member;
  }

  /** The room that an integrator's server, or a member with this right, asks about. */
  async serverOr(context: Context, right: Right): Promise<RoomId> {
    const { serverToken } = this.#options;
    if (serverToken !== undefined && isSame(bearerOf(context) ?? "", serverToken)) {
      return roomOf(context);
    }
    return (await this.member(context, right)).roomId;
  }

  /**
   * Whoever shows the ticket of a seat that was taken, whether they are still there or have left: for
   * what concerns nobody but themselves. Rejects with {@linkcode Refusal}.
   */
  async holder(context: Context): Promise<Pick<Member, "roomId" | "peerId">> {
    const { tokens, history } = this.#options;
    const { roomId, peerId } = await this.#verified(context, (token) => tokens.verifyTicket(token));
    if (roomId !== roomOf(context)) throw forbidden("the ticket is for another room");
    const { joined } = await history.standing(roomId, peerId);
    if (!joined) throw forbidden("the seat was never taken");
    return { roomId, peerId };
  }

  /** The room that an integrator's server asks about. */
  server(context: Context): RoomId {
    const { serverToken } = this.#options;
    if (serverToken === undefined || !isSame(bearerOf(context) ?? "", serverToken)) {
      throw unauthorized();
    }
    return roomOf(context);
  }

  #seat(context: Context): Promise<SessionSeat> {
    return this.#verified(context, (token) => this.#options.tokens.verifyAccess(token));
  }

  async #verified<T>(context: Context, verify: (token: string) => Promise<T>): Promise<T> {
    const token = bearerOf(context);
    if (token === undefined) throw unauthorized();
    try {
      return await verify(token);
    } catch (error) {
      if (error instanceof InvalidTokenError) throw unauthorized();
      throw error;
    }
  }

  async #authorize({ roomId, peerId, sessionId }: SessionSeat): Promise<Member> {
    const { clock, requestRoom, newId = () => crypto.randomUUID() } = this.#options;
    const command: RoomCommandEnvelope = {
      v: 1,
      id: newId(),
      roomId,
      from: { kind: "service", name: "api" },
      deadlineAt: Math.round(clock.wallMs()) + DEADLINE_MS,
      body: { type: "authorize", peerId, sessionId },
    };
    const reply = await requestRoom(roomId, command);
    if (reply.ok) {
      return { roomId, peerId, rights: new Set(AuthorizeResult.parse(reply.result).rights) };
    }
    switch (reply.error.code) {
      case "not-joined":
      case "session-replaced":
        throw forbidden(reply.error.message);
      case "room-ended":
      case "room-not-found":
        return await this.#afterwards(roomId, peerId);
      default: {
        const { message, retryAfterMs = RETRY_AFTER_MS } = reply.error;
        throw new Refusal({ code: "unavailable", message, retryAfterMs });
      }
    }
  }

  /** The room is over: who was in it may still read, for a while. */
  async #afterwards(roomId: RoomId, peerId: PeerId): Promise<Member> {
    const { history, clock } = this.#options;
    const { joined, removed, endedAt } = await history.standing(roomId, peerId);
    if (!joined || removed) throw forbidden("the sender was not in the meeting when it ended");
    if (endedAt !== undefined && clock.wallMs() - endedAt > ENDED_ACCESS_MS) {
      throw new Refusal({
        code: "room-ended",
        message: "Cannot read this: the meeting is long over",
      });
    }
    return { roomId, peerId, rights: new Set() };
  }
}

function roomOf(context: Context): RoomId {
  const roomId = RoomId.safeParse(context.req.param("roomId"));
  if (roomId.success) return roomId.data;
  throw new Refusal({ code: "room-not-found", message: "This can't be a room's id" });
}

function bearerOf(context: Context): string | undefined {
  return BEARER.exec(context.req.header("authorization") ?? "")?.[1];
}

/** How wrong a token is, the time of the answer does not tell. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function unauthorized(): Refusal {
  return new Refusal({ code: "unauthorized", message: "An access token is missing or wrong" });
}

function forbidden(why: string): Refusal {
  return new Refusal({ code: "forbidden", message: `Cannot do this: ${why}` });
}
