/** A room's news on their way to one client: held while it has no snapshot that they could follow. */
import type { Clock } from "../../kit/mod.ts";
import type { PeerId } from "../../protocol/mod.ts";
import { writeFrame } from "./frames.ts";
import { Jittered } from "./jittered.ts";
import { isNewer, meaningOf, type Position } from "./position.ts";
import type { Broadcast } from "./broadcast.ts";

/** News held back until a snapshot is out; after more than that the client needs another one. */
export const HELD_MAX = 256;
/** What breaks one client's news breaks a room's: they ask for snapshots within this. */
const RESYNC_JITTER_MS = 500;

export interface NewsLineOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Whose client it is. */
  readonly peerId: PeerId;
  send(frame: string): void;
  /** The client has just been asked to `sync`. */
  onResync(): void;
}

export class NewsLine {
  readonly #options: NewsLineOptions;
  readonly #resync: Jittered;
  /** What the client knows, once it knows anything. */
  #known: Position | undefined;
  #holding = true;
  #held: Broadcast[] = [];
  #heldTooMuch = false;
  #resyncs = 0;
  #ended = false;

  constructor(options: NewsLineOptions) {
    this.#options = options;
    this.#resync = new Jittered({
      ...options,
      withinMs: RESYNC_JITTER_MS,
      run: () => {
        this.#resyncs++;
        options.send(writeFrame({ type: "resync" }));
        options.onResync();
      },
    });
  }

  /** How often the client was asked to `sync`. */
  get resyncs(): number {
    return this.#resyncs;
  }

  hear(news: Broadcast): void {
    if (this.#ended) return;
    if (!this.#holding) return this.#pass(news);
    if (this.#held.length < HELD_MAX) this.#held.push(news);
    else this.#heldTooMuch = true;
  }

  /** The client was given the room as of `position`; what is newer follows. */
  knows(position: Position): void {
    if (this.#ended) return;
    // News may have overtaken the snapshot.
    if (!this.#known || isNewer(position, this.#known)) this.#known = position;
    // Asked for before something was lost, perhaps: the snapshot still to be asked for counts.
    if (this.#resync.due) return;
    this.#holding = false;
    const held = this.#held.splice(0);
    const lost = this.#heldTooMuch;
    this.#heldTooMuch = false;
    for (const news of held) this.hear(news);
    if (lost) this.broke();
  }

  /** The client could not get the snapshot it was asked to get. */
  stillBehind(): void {
    if (this.#known && this.#holding) this.broke();
  }

  /** Something may have been lost: the client has to ask for a snapshot. */
  broke(): void {
    if (this.#ended) return;
    if (!this.#known) {
      this.#heldTooMuch = true;
      return;
    }
    this.#holding = true;
    this.#resync.ask();
  }

  end(): void {
    this.#ended = true;
    this.#held = [];
    this.#resync.cancel();
  }

  #pass(news: Broadcast): void {
    const known = this.#known;
    if (!known) throw new Error("Cannot pass news on: the client knows nothing of the room yet");
    const meaning = meaningOf(news, known);
    switch (meaning) {
      case "old":
        return;
      case "next":
        this.#known = { epoch: news.epoch, rev: news.to };
        return this.#options.send(news.frameFor(this.#options.peerId, known.rev));
      case "break":
        this.broke();
        return this.hear(news); // The owner that answers may not know of this one yet.
      default:
        return meaning satisfies never;
    }
  }
}
