/** What happened in a room while it was recorded, from what it left behind. Pure. */
import {
  type HistoryEvent,
  type PeerId,
  type RecordingId,
  type RecordingTimeline,
  TIMELINE_EVENTS_MAX,
  type TimelineEventKind,
} from "../../../protocol/mod.ts";

const LABEL_CHARACTERS_MAX = 200;

/** An event of the room and when it was. */
export interface TimedEvent {
  /** Epoch ms. */
  readonly at: number;
  readonly event: HistoryEvent;
}

/** Types of events that tell anything; others need not be read. */
export const TIMELINE_TYPES = [
  "PeerJoined",
  "PeerLeft",
  "PeerRenamed",
  "ProducerOpened",
  "ProducerClosed",
  "HandChanged",
  "MessageReacted",
  "PollCreated",
  "PollOpened",
  "SpotlightChanged",
  "RecordingPausedChanged",
  "HighlightMarked",
] as const satisfies readonly HistoryEvent["type"][];

/**
 * `events`: the room's, from its beginning, in order. Who is there when the recording begins has joined then,
 * and what is shared then begins then.
 */
export function timelineOf(
  recordingId: RecordingId,
  { startedAt, stoppedAt }: { startedAt: number; stoppedAt: number },
  events: Iterable<TimedEvent>,
): RecordingTimeline {
  const reader = new TimelineReader(recordingId, startedAt, stoppedAt);
  for (const timed of events) {
    if (timed.at > stoppedAt) break;
    reader.read(timed);
  }
  return reader.timeline();
}

type Told = RecordingTimeline["events"][number];

class TimelineReader {
  readonly #names = new Map<PeerId, string>();
  readonly #there = new Set<PeerId>();
  readonly #seen = new Set<PeerId>();
  /** Whose each share is. */
  readonly #shares = new Map<string, PeerId>();
  readonly #questions = new Map<string, string>();
  readonly #events: Told[] = [];
  #began = false;

  constructor(
    private readonly recordingId: RecordingId,
    private readonly startedAt: number,
    private readonly stoppedAt: number,
  ) {}

  read({ at, event }: TimedEvent): void {
    if (!this.#began && at >= this.startedAt) this.#begin();
    switch (event.type) {
      case "PeerJoined":
        this.#names.set(event.peerId, event.name);
        if (this.#there.has(event.peerId)) return; // The same seat from another tab.
        this.#there.add(event.peerId);
        return this.#tell(at, "joined", { peerId: event.peerId });
      case "PeerLeft":
        for (const [producerId, peerId] of this.#shares) {
          if (peerId === event.peerId) this.#endShare(at, producerId);
        }
        if (this.#there.delete(event.peerId)) this.#tell(at, "left", { peerId: event.peerId });
        return;
      case "PeerRenamed":
        this.#names.set(event.peerId, event.name);
        return;
      case "ProducerOpened":
        if (event.source !== "screen") return;
        this.#shares.set(event.producerId, event.peerId);
        return this.#tell(at, "share-started", { peerId: event.peerId });
      case "ProducerClosed":
        return this.#endShare(at, event.producerId);
      case "HandChanged":
        if (event.raisedAt !== null) this.#tell(at, "hand", { peerId: event.peerId });
        return;
      case "MessageReacted":
        if (event.on) this.#tell(at, "reaction", { peerId: event.peerId, label: event.emoji });
        return;
      case "PollCreated":
        this.#questions.set(event.pollId, event.question.question);
        return;
      case "PollOpened":
        return this.#tell(at, "poll", { label: this.#questions.get(event.pollId) });
      case "SpotlightChanged":
        return this.#tell(at, "spotlight", { peerId: event.peerIds[0] });
      case "RecordingPausedChanged":
        if (event.recordingId !== this.recordingId) return;
        return this.#tell(at, event.paused ? "paused" : "resumed");
      case "HighlightMarked": {
        if (event.recordingId !== this.recordingId) return;
        const peerId = event.by.kind === "peer" ? event.by.peerId : undefined;
        return this.#tell(at, "highlight", { peerId, label: event.label });
      }
      default: // Of no concern to who watches.
    }
  }

  timeline(): RecordingTimeline {
    if (!this.#began) this.#begin();
    const people = [...this.#seen].map((peerId) => ({
      peerId,
      name: this.#names.get(peerId) ?? "",
    }));
    return { v: 1, recordingId: this.recordingId, people, events: this.#events };
  }

  #begin(): void {
    this.#began = true;
    for (const peerId of this.#there) this.#tell(this.startedAt, "joined", { peerId });
    for (const peerId of this.#shares.values()) {
      this.#tell(this.startedAt, "share-started", { peerId });
    }
  }

  #endShare(at: number, producerId: string): void {
    const peerId = this.#shares.get(producerId);
    if (peerId === undefined) return;
    this.#shares.delete(producerId);
    this.#tell(at, "share-ended", { peerId });
  }

  #tell(
    at: number,
    kind: TimelineEventKind,
    about: { peerId?: PeerId | undefined; label?: string | undefined } = {},
  ): void {
    if (!this.#began) return;
    const { peerId, label } = about;
    if (peerId !== undefined && this.#there.has(peerId)) this.#seen.add(peerId);
    if (this.#events.length >= TIMELINE_EVENTS_MAX) return;
    this.#events.push({
      at: Math.round(Math.min(at, this.stoppedAt)),
      kind,
      ...(peerId !== undefined && { peerId }),
      ...(label !== undefined && { label: label.slice(0, LABEL_CHARACTERS_MAX) }),
    });
  }
}
