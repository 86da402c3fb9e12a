/** The way into a room: asks for the seat, waits where somebody has to decide, and asks again. */
import { Joined, type LobbyState, Waiting } from "../../protocol/mod.ts";
import { z } from "zod";
import { Refusal } from "./errors.ts";

const JoinResult = z.union([Joined, Waiting]);

export interface EntranceOptions {
  /** Sends `join`. */
  join(): Promise<unknown>;
  /** Called at the door, before the first word of how it stands. */
  waits(): void;
  heard(lobby: LobbyState): void;
  /** Settles when the socket is closed. */
  closed: Promise<unknown>;
}

export class Entrance {
  readonly #options: EntranceOptions;
  #decision = Promise.withResolvers<LobbyState>();

  constructor(options: EntranceOptions) {
    this.#options = options;
  }

  /** Undefined: the socket closed meanwhile. Rejects with {@linkcode Refusal}, `denied` among them. */
  async pass(): Promise<Joined | undefined> {
    for (;;) {
      const result = JoinResult.parse(await this.#options.join());
      if ("sessionId" in result) return result;
      this.#decision = Promise.withResolvers();
      this.#options.waits();
      this.heard(result.lobby);
      const closed = this.#options.closed.then(() => undefined);
      const decided = await Promise.race([this.#decision.promise, closed]);
      if (!decided) return undefined;
      if (decided.state === "denied") {
        throw new Refusal({ code: "denied", message: "Somebody in the meeting declined" });
      }
    }
  }

  /** Takes what the gateway says to those who wait. */
  heard(lobby: LobbyState): void {
    this.#options.heard(lobby);
    if (lobby.state !== "waiting") this.#decision.resolve(lobby);
  }
}
