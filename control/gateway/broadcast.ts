/** What a room's owner said in one go or in several that follow each other, on its way to many clients. */
import {
  type PeerId,
  type RoomChange,
  type RoomEvent,
  type RoomNews,
  toldTo,
} from "../../protocol/mod.ts";
import { writeFrame } from "./frames.ts";
import type { Step } from "./position.ts";

/** One word of the owner. */
export interface Part extends Step {
  readonly news: readonly RoomNews[];
}

export function partOf({ epoch, from, to, body: news = [], adopted }: RoomEvent): Part {
  return { epoch, from, to, adopted: adopted !== undefined, news };
}

/** Whether both can be told as one: neither begins an epoch, and nothing is missing in between. */
export function joins(before: Part, after: Part): boolean {
  return !before.adopted && !after.adopted && before.epoch === after.epoch &&
    before.to === after.from;
}

export class Broadcast implements Step {
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
  readonly adopted: boolean;
  readonly #parts: readonly Part[];
  /** Frames for all who are told the same, by the part they begin with. */
  readonly #common = new Map<number, string>();

  /** `parts` must join. */
  constructor(parts: readonly [Part, ...Part[]]) {
    const [{ epoch, from, adopted }] = parts;
    this.epoch = epoch;
    this.from = from;
    this.to = parts.at(-1)?.to ?? from;
    this.adopted = adopted;
    this.#parts = parts;
  }

  /** The frame for that person's client, which has the room as of `rev` of this epoch. */
  frameFor(peerId: PeerId, rev: number): string {
    const known = this.#parts.findIndex(({ to }) => to > rev);
    const first = Math.max(0, known);
    const isSingledOut = this.#parts.some(({ news }, index) =>
      index >= first && tells(news, peerId)
    );
    if (isSingledOut) return this.#frame(first, (news) => toldTo(peerId, news));
    const common = this.#common.get(first) ?? this.#frame(first, publicOnes);
    this.#common.set(first, common);
    return common;
  }

  #frame(first: number, changesOf: (news: readonly RoomNews[]) => RoomChange[]): string {
    const parts = this.#parts.slice(first);
    // Facts that clients don't see still move the revision: left out they would look like a gap.
    return writeFrame({
      type: "room",
      epoch: this.epoch,
      ...(this.adopted && { adopted: true }),
      from: parts[0]?.from ?? this.from,
      to: this.to,
      changes: parts.flatMap(({ news }) => changesOf(news)),
    });
  }
}

function tells(news: readonly RoomNews[], peerId: PeerId): boolean {
  return news.some((item) => item.type === "Told" && item.to.includes(peerId));
}

function publicOnes(news: readonly RoomNews[]): RoomChange[] {
  return news.flatMap((item) => item.type === "Told" ? [] : [item]);
}
