import type { Clock, Frame } from "../../kit/mod.ts";
import { CodecName, type RecordedTrack } from "../../protocol/mod.ts";
import { Tap } from "../capture/tap.ts";
import type { TapBoard } from "../part.ts";
import type { Canvas } from "../worker/layout.ts";
import type { Picture } from "./pictures/i420.ts";
import { PictureFeed } from "./pictures/picture_feed.ts";
import type { Mixer } from "./sound/mixer.ts";
import { VoiceFeed } from "./sound/voice_feed.ts";

export interface LiveTrackOptions {
  readonly ffmpeg: string;
  readonly clock: Clock;
  /** Epoch ms, at an even pace. */
  readonly nowMs: () => number;
  readonly taps: TapBoard;
  readonly mixer: () => Mixer;
  readonly onSpeech: () => void;
  readonly onFault: (error: unknown) => void;
}

/** What a stream hears or sees of one track, through however many taps it comes. */
export class LiveTrack {
  readonly #options: LiveTrackOptions;
  readonly #codec: CodecName;
  readonly #voice: VoiceFeed | undefined;
  readonly #pictures: PictureFeed | undefined;
  #wish: RecordedTrack;
  #tap: Tap;
  /** The one before, heard until the other is. */
  #former: Tap | undefined;

  private constructor(options: LiveTrackOptions, wish: RecordedTrack, codec: CodecName) {
    this.#options = options;
    this.#codec = codec;
    this.#wish = wish;
    if (codec === "opus") {
      const { mixer, onSpeech, onFault } = options;
      this.#voice = VoiceFeed.open({ id: wish.tap.producerId, mixer, onSpeech }, onFault);
    } else {
      const wantKeyFrame = () => this.#tap.wantKeyFrame();
      this.#pictures = new PictureFeed({ ffmpeg: options.ffmpeg, codec, wantKeyFrame });
    }
    this.#tap = this.#listen(wish);
  }

  /** `undefined`: nothing that a browser of ours sends. */
  static open(options: LiveTrackOptions, wish: RecordedTrack): LiveTrack | undefined {
    const [, name] = wish.tap.rtpParameters.codecs[0]?.mimeType.toLowerCase().split("/") ?? [];
    const { data: codec } = CodecName.safeParse(name);
    return codec && new LiveTrack(options, wish, codec);
  }

  /** Another tap brings it from now on, or the same still does. */
  follow(wish: RecordedTrack): void {
    const { tap, paused } = this.#wish;
    this.#wish = wish;
    if (paused !== wish.paused) {
      if (wish.paused) this.#pictures?.clear();
      else this.#tap.wantKeyFrame();
    }
    if (wish.tap.id === tap.id && wish.tap.srtp.key === tap.srtp.key) return;
    this.#dropFormer();
    this.#former = this.#tap;
    this.#tap = this.#listen(wish);
  }

  /** In which size it is seen; `undefined`: nowhere. */
  show(size: Canvas | undefined): void {
    this.#pictures?.show(size);
  }

  /** Epoch ms. */
  pictureAt(timeMs: number): Picture | undefined {
    return this.#pictures?.at(timeMs);
  }

  tick(): void {
    this.#former?.tick();
    this.#tap.tick();
  }

  close(): void {
    this.#dropFormer();
    this.#drop(this.#tap);
    this.#voice?.close();
    this.#pictures?.clear();
  }

  #listen({ tap: info }: RecordedTrack): Tap {
    const { clock, nowMs, taps } = this.#options;
    const tap: Tap = new Tap({
      info,
      codec: this.#codec,
      clock,
      nodeClock: (address) => taps.nodeClock(address),
      ssrc: taps.ssrc,
      send: (rtcp, to) => taps.send(rtcp, to),
      nowMs,
      onFrame: (frame, atMs) => this.#take(tap, frame, atMs),
      onLost: () => {},
    });
    taps.add(tap);
    return tap;
  }

  #take(tap: Tap, frame: Frame, atMs: number): void {
    if (tap === this.#tap) this.#dropFormer();
    this.#voice?.push(frame, atMs);
    this.#pictures?.push(frame, atMs);
  }

  #dropFormer(): void {
    const former = this.#former;
    this.#former = undefined;
    if (former) this.#drop(former);
  }

  #drop(tap: Tap): void {
    this.#options.taps.delete(tap);
    tap.close();
  }
}
