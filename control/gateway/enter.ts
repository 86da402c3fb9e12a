/** How a socket becomes a session: by a ticket, or by what a former socket was given. */
import {
  type ClientMessage,
  type ErrorBody,
  type Joined,
  type Resumed,
  ResumeResult,
  type RoomSnapshot,
  SnapshotResult,
  type Waiting,
} from "../../protocol/mod.ts";
import { InvalidTokenError, LIMITS, randomId, type Seat } from "../api/mod.ts";
import type { Outcome } from "./command_line.ts";
import type { GatewayContext } from "./context.ts";
import { shuffled } from "./departures.ts";
import { canPass } from "./goodbyes.ts";
import type { Position } from "./position.ts";
import { Session } from "./session.ts";
import { Waiter } from "./waiter.ts";
import type { Wire } from "./wire.ts";

/** A join's answer waits this long for the media node, so that one round trip brings everything. */
export const JOIN_MEDIA_WAIT_MS = 1_500;

export type Hello = Extract<ClientMessage, { type: "join" | "resume" }>;
type Join = Extract<Hello, { type: "join" }>;

export type Entered =
  | {
    ok: true;
    as: "member";
    session: Session;
    result: Joined | Resumed;
    /** What the client knows of the room with the result. */
    known: Position;
    /** Where the room was when it let the client in. */
    openedAt: Position;
  }
  | { ok: true; as: "waiter"; waiter: Waiter; result: Waiting }
  | { ok: false; error: ErrorBody };

export interface Entrance {
  readonly address: string;
  readonly wire: Wire;
  /** The socket's client waits already. */
  readonly waiter: Waiter | undefined;
}

/** Never rejects for anything the client or a neighbour did. */
export async function enter(
  context: GatewayContext,
  hello: Hello,
  { address, wire, waiter }: Entrance,
): Promise<Entered> {
  const allowance = await context.limiter.take(LIMITS[hello.type], address);
  if (!allowance.allowed) {
    const message = "Too many sessions were opened from this address";
    const { retryAfterMs } = allowance;
    return { ok: false, error: { code: "rate-limited", message, retryAfterMs } };
  }
  switch (hello.type) {
    case "join":
      return await join(context, hello, { wire, waiter });
    case "resume":
      return await resume(context, hello, wire);
    default:
      return hello satisfies never;
  }
}

async function join(
  context: GatewayContext,
  hello: Join,
  { wire, waiter }: Pick<Entrance, "wire" | "waiter">,
): Promise<Entered> {
  const { config, turn, tokens } = context;
  const seat = await verified(tokens.verifyTicket(hello.token));
  if (!seat) return refused("invalid-token", "The ticket is invalid or has expired");
  const { name, capabilities, view, device, encryptionKey } = hello;
  const session = new Session(context, {
    seat: { ...seat, sessionId: randomId() },
    connectionId: newConnectionId(),
    view,
    wire,
  });
  const entered = await finishing(session, async () => {
    const { seat: { sessionId, peerId, roomId }, connectionId } = session;
    const outcome = await session.line.send(
      `${sessionId}-${hello.id}`,
      {
        type: "join",
        name,
        capabilities,
        view,
        connectionId,
        ...(device !== undefined && { device }),
        ...(encryptionKey !== undefined && { encryptionKey }),
      },
    );
    if (!outcome.ok) return outcome;
    const { epoch } = outcome;
    const { snapshot } = SnapshotResult.parse(outcome.result);
    // The room may have given another role than the ticket says.
    const role = snapshot.peers.find(({ id }) => id === peerId)?.role ?? seat.role;
    const [media, resumeToken, accessToken, ice] = await Promise.all([
      session.firstMedia(JOIN_MEDIA_WAIT_MS),
      tokens.issueResume(session.seat),
      tokens.issueAccess(session.seat),
      turn.ice(peerId),
    ]);
    const result: Joined = {
      roomId,
      peerId,
      sessionId,
      role,
      resumeToken,
      accessToken,
      epoch,
      snapshot,
      media,
      ...ice,
      // The clients of a gateway that dies spread over all others.
      gateways: shuffled(config.gatewayUrls, context.random),
    };
    return {
      ok: true,
      as: "member",
      session,
      result,
      known: { epoch, rev: snapshot.rev },
      openedAt: { epoch, rev: outcome.rev },
    };
  });
  if (entered.ok || entered.error.code !== "lobby") return entered;
  return await wait(context, hello, { seat, wire, waiter });
}

/** Nothing of the room was told: the socket waits, and its client may join again. */
async function wait(
  context: GatewayContext,
  { name, device }: Join,
  { seat, wire, waiter: former }: Pick<Entrance, "wire" | "waiter"> & { seat: Seat },
): Promise<Entered> {
  const { peerId, roomId } = seat;
  const goesOn = former?.seat.peerId === peerId && former.seat.roomId === roomId;
  const waiter = former && goesOn ? former : new Waiter(context, {
    seat: { ...seat, sessionId: randomId() },
    connectionId: newConnectionId(),
    wire,
  });
  const outcome = await waiter.knock({ name, device });
  if (outcome.ok && waiter.lobby) {
    return { ok: true, as: "waiter", waiter, result: { peerId, lobby: waiter.lobby } };
  }
  if (waiter !== former) {
    waiter.end();
    waiter.sayGoodbye();
  }
  if (outcome.ok) throw new Error("Cannot wait: the knock was answered without a word");
  return outcome;
}

async function resume(
  context: GatewayContext,
  hello: Extract<Hello, { type: "resume" }>,
  wire: Wire,
): Promise<Entered> {
  const { config, turn, tokens } = context;
  const seat = await verified(tokens.verifyResume(hello.resumeToken));
  if (!seat) {
    return refused("invalid-resume-token", "The session is unknown or too old: join again");
  }
  const { rev, view } = hello;
  const session = new Session(context, { seat, connectionId: newConnectionId(), view, wire });
  return await finishing(session, async () => {
    const { connectionId } = session;
    const opened = await session.line.send(
      `${seat.sessionId}-${connectionId}`,
      { type: "resume", rev, view, connectionId },
    );
    if (!opened.ok) return opened;
    const caughtUp = await catchUp(session, hello, opened);
    if (!caughtUp.ok) return caughtUp;
    const [resumeToken, accessToken, ice] = await Promise.all([
      tokens.issueResume(seat),
      tokens.issueAccess(seat),
      turn.ice(seat.peerId),
    ]);
    const { known, missing } = caughtUp;
    const result: Resumed = {
      resumeToken,
      accessToken,
      epoch: known.epoch,
      ...missing,
      ...ice,
      // The clients of a gateway that dies spread over all others.
      gateways: shuffled(config.gatewayUrls, context.random),
    };
    return {
      ok: true,
      as: "member",
      session,
      result,
      known,
      openedAt: { epoch: opened.epoch, rev: opened.rev },
    };
  });
}

type CaughtUp =
  | { ok: true; known: Position; missing: Pick<Resumed, "missed" | "snapshot"> }
  | { ok: false; error: ErrorBody };

/**
 * What the client missed. Facts that it knows of another epoch may have been taken back, so then it
 * needs the whole room, even where the room offers changes only.
 */
async function catchUp(
  session: Session,
  { epoch: knownEpoch }: Extract<Hello, { type: "resume" }>,
  { epoch, result }: Extract<Outcome, { ok: true }>,
): Promise<CaughtUp> {
  const offered = ResumeResult.parse(result);
  if ("snapshot" in offered) return inFull(epoch, offered.snapshot);
  if (epoch === knownEpoch) {
    return { ok: true, known: { epoch, rev: offered.to }, missing: { missed: offered } };
  }
  const { seat: { sessionId }, connectionId } = session;
  const synced = await session.line.send(`${sessionId}-${connectionId}-s`, { type: "sync" });
  if (!synced.ok) return synced;
  return inFull(synced.epoch, SnapshotResult.parse(synced.result).snapshot);
}

function inFull(epoch: number, snapshot: RoomSnapshot): CaughtUp {
  return { ok: true, known: { epoch, rev: snapshot.rev }, missing: { snapshot } };
}

/** Ends the session unless `work` entered; if the room may count it in nevertheless, says goodbye. */
async function finishing(session: Session, work: () => Promise<Entered>): Promise<Entered> {
  let entered: Entered | undefined;
  try {
    return entered = await work();
  } finally {
    if (!entered?.ok) {
      session.end();
      if (!entered || canPass(entered.error.code)) session.sayGoodbye();
    }
  }
}

async function verified<T>(verification: Promise<T>): Promise<T | undefined> {
  try {
    return await verification;
  } catch (error) {
    if (error instanceof InvalidTokenError) return undefined;
    throw error;
  }
}

function refused(code: string, message: string): Entered {
  return { ok: false, error: { code, message } };
}

/** The letter keeps it apart from a client's request numbers in command ids. */
const newConnectionId = () => `c${randomId()}`;
