import type { Clock, Logger, Metrics } from "../../kit/mod.ts";
import type { RoomCommandEnvelope, RoomId } from "../../protocol/mod.ts";
import type { RequestActor } from "../actor/mod.ts";
import type { Database } from "../store/mod.ts";
import { Rounds } from "./rounds.ts";

/** Between rounds. */
const ROUND_MS = 5 * 60 * 1_000;
/** Rooms that are asked for at once. */
const PAGE_ROOMS = 100;
const COMMAND_DEADLINE_MS = 5_000;

export interface LeftRoomsOptions {
  readonly database: Pick<Database, "run">;
  readonly requestRoom: RequestActor;
  /** How long nobody has to have been in a room before it ends. */
  readonly emptyMs: number;
  /** Default: {@linkcode ROUND_MS}. */
  readonly roundMs?: number;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId?: () => string;
}

/** A place in the order of rooms by how long they have been empty. */
interface Place {
  readonly emptySince: Date;
  readonly roomId: RoomId;
}

/**
 * Has rooms end that everybody left long ago and nobody ended, so that their logs don't stay for ever.
 * The database says which rooms these may be, the room itself decides: whoever came meanwhile keeps it.
 * Rooms that nobody has entered yet stay, for their link may be for next week.
 */
export class LeftRooms implements AsyncDisposable {
  readonly #options: LeftRoomsOptions;
  readonly #ended;
  readonly #rounds: Rounds;

  constructor(options: LeftRoomsOptions) {
    this.#options = options;
    const { metrics, clock, logger, roundMs = ROUND_MS } = options;
    this.#ended = metrics.counter("parley_rooms_left_total", "Rooms that ended as left by all.");
    this.#rounds = new Rounds({
      what: "rooms that were left don't end",
      everyMs: roundMs,
      round: async (signal) => {
        await this.#round(signal);
        return false;
      },
      clock,
      logger,
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#rounds[Symbol.asyncDispose]();
  }

  /** Once through all of them: what a room refuses does not keep the next ones waiting. */
  async #round(signal: AbortSignal): Promise<void> {
    let last: Place | undefined;
    do {
      const page = await this.#after(last);
      for (const { roomId } of page) {
        if (signal.aborted) return;
        await this.#end(roomId);
      }
      last = page.length === PAGE_ROOMS ? page.at(-1) : undefined;
    } while (last);
  }

  async #after(last: Place | undefined): Promise<Place[]> {
    const { database, emptyMs } = this.#options;
    const rows = await database.run((sql) =>
      sql`SELECT empty_since, room_id FROM room_heads
        WHERE empty_since < now() - ${emptyMs} * interval '1 millisecond'
          ${last ? sql`AND (empty_since, room_id) > (${last.emptySince}, ${last.roomId})` : sql``}
        ORDER BY empty_since, room_id LIMIT ${PAGE_ROOMS}`
    );
    return rows.map((row) => ({ emptySince: row["empty_since"], roomId: String(row["room_id"]) }));
  }

  async #end(roomId: RoomId): Promise<void> {
    const { requestRoom, emptyMs, clock, logger, newId = () => crypto.randomUUID() } =
      this.#options;
    const command: RoomCommandEnvelope = {
      v: 1,
      id: newId(),
      roomId,
      from: { kind: "service", name: "projector" },
      deadlineAt: Math.round(clock.wallMs()) + COMMAND_DEADLINE_MS,
      body: { type: "endIfEmpty", emptyForMs: emptyMs },
    };
    const reply = await requestRoom(roomId, command);
    if (reply.ok) this.#ended.add(1);
    else logger.debug({ roomId, code: reply.error.code }, "a room that seems left stays for now");
  }
}
