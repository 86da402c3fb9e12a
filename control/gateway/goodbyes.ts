/** Tells rooms that sockets are gone, behind the sessions' backs. */
import { type Logger, sleep } from "../../kit/mod.ts";
import type { RoomCommand } from "../../protocol/mod.ts";
import { type CommandLineOptions, request } from "./command_line.ts";

/** Each of them tries for a command's deadline. */
const ATTEMPTS_MAX = 3;
const PAUSE_MS = 1_000;
/** Under way at once; when more sockets die than that, their seats wait for the room's own signs. */
const PENDING_MAX = 5_000;

/** From the room, or from its lobby. */
export type Goodbye = Extract<RoomCommand, { type: "disconnect" | "withdraw" }>;

export class Goodbyes {
  readonly #pending = new Set<Promise<void>>();

  constructor(private readonly logger: Logger) {}

  /** A socket of the session is gone. The room ignores it if another has replaced it meanwhile. */
  say(options: CommandLineOptions, commandId: string, body: Goodbye): void {
    const { sessionId, roomId } = options.seat;
    if (this.#pending.size >= PENDING_MAX) {
      this.logger.error(
        { roomId, sessionId },
        "too many sockets ended at once to tell their rooms",
      );
      return;
    }
    const telling = this.#tell(options, commandId, body).catch((error) => {
      this.logger.error({ err: error, roomId, sessionId }, "a room was not told of a lost socket");
    }).finally(() => this.#pending.delete(telling));
    this.#pending.add(telling);
  }

  /** Resolves when all that were said have arrived or were given up. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }

  async #tell(options: CommandLineOptions, commandId: string, body: Goodbye): Promise<void> {
    const { sessionId, roomId } = options.seat;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (attempt > 0) await sleep(options.clock, PAUSE_MS);
      const outcome = await request(options, commandId, body);
      if (outcome.ok || !canPass(outcome.error.code)) return;
    }
    this.logger.warn({ roomId, sessionId }, "a room could not be told of a lost socket");
  }
}

/** Codes after which nobody knows whether the command was applied, or that a retry may cure. */
export function canPass(code: string): boolean {
  return ["unreachable", "expired", "overloaded", "not-owner", "log-unavailable", "unavailable"]
    .includes(code);
}
