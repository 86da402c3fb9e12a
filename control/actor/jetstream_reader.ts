import type { JetStreamManager, MsgRequest, StoredMsg } from "@nats-io/jetstream";
import type { NatsBus } from "../../kit/mod.ts";
import type { Place } from "./jetstream_places.ts";
import { readEntries, replayEntries } from "./jetstream_replay.ts";
import { walkBack } from "./jetstream_walk.ts";
import type { LogContent } from "./log.ts";

export interface JetStreamReaderOptions {
  bus: NatsBus;
  manager: JetStreamManager;
  /** Copies of each stream. */
  replicas: number;
}

/**
 * Reads what stands in the streams, of a stream with copies from its leader: another server's copy may
 * lack the newest entries. A leader that was deposed without knowing it may lack them too, which the
 * fence on appends is there for.
 */
export class JetStreamReader {
  readonly #options: JetStreamReaderOptions;

  constructor(options: JetStreamReaderOptions) {
    this.#options = options;
  }

  message(stream: string, query: MsgRequest): Promise<StoredMsg | null> {
    const { manager, replicas } = this.#options;
    // Of a stream with one copy any answer is the leader's, and the direct way is the faster one.
    return replicas > 1
      ? manager.streams.getMessage(stream, query)
      : manager.direct.getMessage(stream, query);
  }

  last({ stream, subject }: Place): Promise<StoredMsg | null> {
    return this.message(stream, { last_by_subj: subject });
  }

  /** Every entry after `afterSeq`, oldest first; `last` is the newest of them. */
  async entriesAfter(
    afterSeq: number,
    last: StoredMsg,
    place: Place,
  ): Promise<LogContent["entries"]> {
    const { bus, manager, replicas } = this.#options;
    const read = (query: MsgRequest) => this.message(place.stream, query);
    const { entries, restSeq } = await walkBack(last, afterSeq, read);
    const newest = entries.map(({ seq, data }) => ({ seq, data }));
    if (restSeq <= afterSeq) return newest;
    const range = { ...place, fromSeq: afterSeq + 1, toSeq: restSeq };
    const older = replicas > 1
      ? await readEntries(manager, range)
      : await replayEntries(bus, manager, range);
    return [...older, ...newest];
  }
}
