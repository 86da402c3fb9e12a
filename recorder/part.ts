import { type Clock, type Counter, type TapAddress, wallOffsetMs } from "../kit/mod.ts";
import {
  CodecName,
  type PartEnd,
  producerOfNode,
  type RecordedTrack,
  type Segment,
} from "../protocol/mod.ts";
import type { NodeClock } from "./capture/node_clock.ts";
import { Tap } from "./capture/tap.ts";
import { TrackWriter } from "./capture/track_writer.ts";
import { FLUSH_EVERY_MS, TRACK_LINGER_MS } from "./limits.ts";
import type { PartFolder } from "./spool/part_folder.ts";
import { Track } from "./track.ts";

export interface PartOptions {
  readonly folder: PartFolder;
  readonly clock: Clock;
  readonly time: PartTime;
  /** Where taps are heard, and how they are answered. */
  readonly taps: TapBoard;
  readonly lost: Counter;
  /** So many bytes more are on the disk. */
  readonly onGrow: (bytes: number) => void;
  readonly onSegment: (folder: PartFolder, segment: Segment) => void;
  /** The disk can't be written to. */
  readonly onFault: (error: unknown) => void;
}

export interface TapBoard {
  /** Of the recorder itself, in what it sends. */
  readonly ssrc: number;
  add(tap: Tap): void;
  delete(tap: Tap): void;
  nodeClock(address: string): NodeClock;
  send(rtcp: Uint8Array, to: TapAddress): void;
}

/** A part's time: that of the wall as it was at its beginning, and since then at an even pace. */
export class PartTime {
  readonly #clock: Clock;
  readonly #offsetMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#offsetMs = wallOffsetMs(clock);
  }

  /** Epoch ms. */
  now(): number {
    return this.#clock.monotonicMs() + this.#offsetMs;
  }
}

/** This recorder's uninterrupted work on a recording: the tracks that its owner named last. */
export class Part {
  readonly folder: PartFolder;
  readonly #options: PartOptions;
  readonly #tracks = new Map<string, Track>();
  #nextTrack = 0;
  #isPaused = false;
  #heardMs: number;
  #flushedMs = -Infinity;
  #closing: Promise<void> | undefined;

  constructor(options: PartOptions) {
    this.#options = options;
    this.folder = options.folder;
    this.#heardMs = options.clock.monotonicMs();
  }

  /** When its owner last spoke of it, on the monotonic clock. */
  get heardMs(): number {
    return this.#heardMs;
  }

  /** Tracks that it keeps now. */
  get size(): number {
    return [...this.#tracks.values()].filter(({ goneMs }) => goneMs === undefined).length;
  }

  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  /** These tracks and no others; unsaid: those that it has. */
  follow(isPaused: boolean, wishes: readonly RecordedTrack[] | undefined): void {
    if (this.#closing) return;
    this.#heardMs = this.#options.clock.monotonicMs();
    if (isPaused !== this.#isPaused) this.#pause(isPaused);
    if (!wishes) return;
    const named = new Set<string>();
    for (const wish of wishes) {
      const codec = codecOf(wish);
      if (!codec) continue; // Nothing that a browser of ours sends.
      const key = `${producerOfNode(wish.tap.producerId)} ${wish.source} ${codec}`;
      named.add(key);
      this.#keep(key, wish, codec);
    }
    for (const [key, track] of this.#tracks) {
      if (named.has(key) || track.goneMs !== undefined) continue;
      track.leave(this.#heardMs);
      this.#turn(track, true);
    }
  }

  /** Called every now and then. */
  tick(): void {
    if (this.#closing) return;
    const { clock, time } = this.#options;
    const [nowMs, monotonicMs] = [time.now(), clock.monotonicMs()];
    const isFlushed = monotonicMs - this.#flushedMs >= FLUSH_EVERY_MS;
    if (isFlushed) this.#flushedMs = monotonicMs;
    for (const [key, track] of this.#tracks) {
      if (isFlushed) track.flush();
      if (track.goneMs === undefined) track.tick(nowMs, monotonicMs);
      else if (monotonicMs - track.goneMs > TRACK_LINGER_MS) {
        this.#tracks.delete(key);
        this.#end(track).catch(this.#options.onFault);
      }
    }
  }

  /** Resolves when all of it is on disk. The same end for every call. */
  close(end: PartEnd): Promise<void> {
    return this.#closing ??= this.#close(end);
  }

  async #close(end: PartEnd): Promise<void> {
    await Promise.all([...this.#tracks.values()].map((track) => this.#end(track)));
    this.#tracks.clear();
    await this.folder.close(end, this.#options.time.now());
  }

  #keep(key: string, wish: RecordedTrack, codec: CodecName): void {
    const known = this.#tracks.get(key);
    const track = known ?? this.#open(wish, codec);
    this.#tracks.set(key, track);
    if (known) known.follow(wish, this.#heardMs);
    if (known) this.#turn(track, wish.paused);
    else if (wish.paused) this.#sayPaused(track);
  }

  /** That nothing comes of what is off, or not there any more, is no gap. */
  #turn(track: Track, isPaused: boolean): void {
    if (track.isPaused === isPaused) return;
    track.isPaused = isPaused;
    this.#sayPaused(track);
  }

  #sayPaused({ number, isPaused }: Track): void {
    this.#say({ type: "TrackPaused", track: number, paused: isPaused });
  }

  #open(wish: RecordedTrack, codec: CodecName): Track {
    const { time, taps, clock, lost, onGrow, onSegment, onFault } = this.#options;
    const number = this.#nextTrack++;
    const { peerId, name, source, paused, waitedMs = 0 } = wish;
    const nowMs = () => time.now();
    this.#say({
      type: "TrackOpened",
      track: number,
      peerId,
      name,
      source,
      codec,
      ...(waitedMs > 0 && !paused && { since: Math.round(nowMs() - waitedMs) }),
    });
    const writer = new TrackWriter({
      folder: this.folder,
      track: number,
      codec,
      channels: wish.tap.rtpParameters.codecs[0]?.channels,
      nowMs,
      onGrow,
      onSegment: (segment) => onSegment(this.folder, segment),
      onFault,
    });
    const track = new Track({
      number,
      wish,
      codec,
      writer,
      makeTap: ({ tap: info }, onFrame) => {
        const tap = new Tap({
          info,
          codec,
          clock,
          nodeClock: (address) => taps.nodeClock(address),
          ssrc: taps.ssrc,
          send: (rtcp, to) => taps.send(rtcp, to),
          nowMs,
          onFrame,
          onLost: (packets) => lost.add(packets),
        });
        taps.add(tap);
        return tap;
      },
      dropTap: (tap) => {
        tap.close();
        taps.delete(tap);
      },
    });
    track.hold(this.#isPaused);
    return track;
  }

  async #end(track: Track): Promise<void> {
    await track.close();
    await this.folder.say({ type: "TrackClosed", track: track.number }, this.#options.time.now());
  }

  #pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#say({ type: "PartPaused", paused: isPaused });
    for (const track of this.#tracks.values()) track.hold(isPaused);
  }

  #say(body: Parameters<PartFolder["say"]>[0]): void {
    const { time, onFault } = this.#options;
    this.folder.say(body, time.now()).catch(onFault);
  }
}

function codecOf({ tap }: RecordedTrack): CodecName | undefined {
  const [, name] = tap.rtpParameters.codecs[0]?.mimeType.toLowerCase().split("/") ?? [];
  return CodecName.safeParse(name).data;
}
