/** What one session of a client has of the room's media. */
import type { MediaUpdate, View } from "../../protocol/mod.ts";

export class ClientMedia {
  readonly view: View = { generation: 0, tiles: [], ready: [] };
  /** Its transports by id, each with the ICE user name that tells it from a later one of that id. */
  #transports: ReadonlyMap<string, string> = new Map();
  /** The generation whose transports it has answered, or is about to. */
  #answered = 0;
  /** Of the owner that told the generation. */
  #epoch = 0;

  get transports(): ReadonlyMap<string, string> {
    return this.#transports;
  }

  /** Takes what the owner of `epoch` says; returns whether its transports have to be answered. */
  take({ generation, transports, consumers, closed }: MediaUpdate, epoch: number): boolean {
    const { view } = this;
    // A former owner may have told of a generation that is lost with it, as the log was away.
    const isTakenBack = generation < view.generation && epoch > this.#epoch;
    const isNew = generation > view.generation || isTakenBack;
    // Of a new generation without its transports: those were told while nobody listened, and will
    // be told again.
    if ((generation < view.generation && !isTakenBack) || (isNew && !transports)) return false;
    if (isNew) this.#epoch = epoch;
    if (isTakenBack) this.#answered = 0;
    const kept = isNew ? [] : view.ready.filter((id) => !closed.includes(id));
    view.generation = generation;
    view.ready = [...new Set([...kept, ...consumers.map(({ id }) => id)])];
    if (!transports || this.#answered >= generation) return false;
    this.#answered = generation;
    this.#transports = new Map(
      [transports.send, transports.recv].map(({ id, iceParameters }) => [
        id,
        iceParameters.usernameFragment,
      ]),
    );
    return true;
  }

  /** The answer did not get through: the next telling is answered again. */
  notAnswered(generation: number): void {
    if (this.#answered === generation) this.#answered = 0;
  }
}
