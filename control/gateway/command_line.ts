/** A session's commands on their way to its room: in order, one at a time, bounded. */
import type { z } from "zod";
import type { Clock } from "../../kit/mod.ts";
import type { ErrorBody, RoomCommand, RoomCommandEnvelope } from "../../protocol/mod.ts";
import type { Reply, RequestActor } from "../actor/mod.ts";
import type { SessionSeat } from "../api/mod.ts";

/** Commands that wait or are under way. */
const IN_FLIGHT_MAX = 32;
const COMMAND_DEADLINE_MS = 5_000;
const RETRY_AFTER_MS = 500;

export type Envelope = z.infer<typeof RoomCommandEnvelope>;
export type Outcome = Exclude<Reply, { ok: false }> | { ok: false; error: ErrorBody };

export interface CommandLineOptions {
  seat: SessionSeat;
  requestRoom: RequestActor;
  clock: Clock;
}

/** Order over the bus alone would not do: a repeated attempt of one command may be overtaken. */
export class CommandLine {
  #last: Promise<unknown> = Promise.resolve();
  #inFlight = 0;

  constructor(private readonly options: CommandLineOptions) {}

  /**
   * Resolves to the room's answer; never rejects. `commandId` stays the same when a client repeats
   * a request, so that it is applied once.
   */
  send(commandId: string, body: RoomCommand): Promise<Outcome> {
    if (this.#inFlight >= IN_FLIGHT_MAX) {
      const message = `Cannot send more: ${IN_FLIGHT_MAX} requests are unanswered`;
      const error = { code: "overloaded", message, retryAfterMs: RETRY_AFTER_MS };
      return Promise.resolve({ ok: false, error });
    }
    this.#inFlight++;
    // From now, not from its turn: the client waits for all of it.
    const deadlineAt = deadlineFrom(this.options.clock);
    const outcome = this.#last.then(() => request(this.options, commandId, body, deadlineAt))
      .finally(() => this.#inFlight--);
    this.#last = outcome;
    return outcome;
  }
}

/** One command, by itself. Never rejects. */
export async function request(
  { seat, requestRoom, clock }: CommandLineOptions,
  commandId: string,
  body: RoomCommand,
  deadlineAt = deadlineFrom(clock),
): Promise<Outcome> {
  const { sessionId, peerId, role, roomId } = seat;
  const envelope: Envelope = {
    v: 1,
    id: commandId,
    roomId,
    from: { kind: "session", sessionId, peerId, role },
    deadlineAt,
    body,
  };
  const reply = await requestRoom(roomId, envelope);
  if (reply.ok) return reply;
  const { code, message, retryAfterMs } = reply.error;
  return {
    ok: false,
    error: {
      code,
      message,
      ...(retryAfterMs !== undefined && { retryAfterMs: Math.ceil(retryAfterMs) }),
    },
  };
}

function deadlineFrom(clock: Clock): number {
  return Math.round(clock.wallMs()) + COMMAND_DEADLINE_MS;
}
