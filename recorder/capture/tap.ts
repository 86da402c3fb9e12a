import {
  type Clock,
  concat,
  Depacketiser,
  type Frame,
  payloadFormat,
  pictureLoss,
  readSenderReports,
  receiverReport,
  type ReceptionReport,
  Reorder,
  type RtpPacket,
  SrtpReceiver,
  type TapAddress,
} from "../../kit/mod.ts";
import type { CodecName, TapInfo } from "../../protocol/mod.ts";
import { FIRST_REPORT_WAIT_MS, REORDER, REPORT_EVERY_MS } from "../limits.ts";
import { KeyFrames } from "./key_frames.ts";
import type { NodeClock } from "./node_clock.ts";
import { TrackClock } from "./track_clock.ts";

export interface TapOptions {
  readonly info: TapInfo;
  readonly codec: CodecName;
  readonly clock: Clock;
  /** Of the machine at that address: its taps share one. */
  readonly nodeClock: (address: string) => NodeClock;
  /** Of the recorder: RTCP that goes back. */
  readonly ssrc: number;
  readonly send: (rtcp: Uint8Array, to: TapAddress) => void;
  /** The part's time now, epoch ms. */
  readonly nowMs: () => number;
  readonly onFrame: (frame: Frame, atMs: number) => void;
  readonly onLost: (packets: number) => void;
}

type Arrived = RtpPacket & { readonly index: number };

/** One tap: datagrams in, frames with their time out, and wishes for key frames back. */
export class Tap {
  readonly info: TapInfo;
  readonly ssrc: number | undefined;
  readonly #options: TapOptions;
  readonly #receiver: SrtpReceiver;
  readonly #reorder = new Reorder<Arrived>(REORDER);
  readonly #frames: Depacketiser;
  readonly #time: TrackClock;
  readonly #keyFrames = new KeyFrames();
  readonly #isVideo: boolean;
  #from: TapAddress | undefined;
  #nextIndex: number | undefined;
  /** What comes until the next key frame can't be decoded. */
  #isBroken: boolean;
  #isClosed = false;
  /** Frames that wait to be placed in time; `undefined`: they are given as they come. */
  #early: { readonly frames: Frame[]; sinceMs: number | undefined } | undefined = {
    frames: [],
    sinceMs: undefined,
  };
  readonly #reception = { received: 0, lost: 0, lostBefore: 0, expectedBefore: 0, reportedMs: 0 };
  #lastReport: { compactNtp: number; atMs: number } | undefined;

  constructor(options: TapOptions) {
    this.#options = options;
    const { info, codec } = options;
    this.info = info;
    this.ssrc = info.rtpParameters.encodings?.[0]?.ssrc;
    this.#receiver = new SrtpReceiver(info.srtp.key);
    this.#frames = new Depacketiser(payloadFormat(codec));
    this.#time = new TrackClock(info.rtpParameters.codecs[0]?.clockRate ?? 90_000);
    this.#isVideo = codec !== "opus";
    this.#isBroken = this.#isVideo;
    if (this.#isVideo) this.#keyFrames.want();
  }

  /** Whether anything has come. */
  get isHeard(): boolean {
    return this.#from !== undefined;
  }

  /** Whether the datagram was of this tap. */
  receive(datagram: Uint8Array, from: TapAddress): boolean {
    if (this.#isClosed) return false;
    const packet = this.#receiver.open(datagram);
    if (!packet || packet.ssrc !== this.ssrc) return false;
    this.#from = from;
    const nowMs = this.#options.clock.monotonicMs();
    this.#time.arrive(packet.timestamp, this.#options.nowMs());
    this.#reorder.push(packet.index, packet, nowMs);
    this.#drain(nowMs);
    return true;
  }

  receiveRtcp(datagram: Uint8Array, from: TapAddress): boolean {
    const compound = this.#isClosed ? undefined : this.#receiver.openRtcp(datagram);
    if (!compound) return false;
    const heardMs = this.#options.nowMs();
    for (const { ssrc, ntpMs, rtpTimestamp, compactNtp } of readSenderReports(compound)) {
      if (ssrc !== this.ssrc) continue;
      const node = this.#options.nodeClock(from.address);
      node.hear(ntpMs, heardMs);
      this.#time.report(rtpTimestamp, ntpMs, node);
      this.#lastReport = { compactNtp, atMs: this.#options.clock.monotonicMs() };
    }
    if (this.#time.isReported) this.#place();
    return true;
  }

  /** Asks for a key frame until there is one. */
  wantKeyFrame(): void {
    if (!this.#isVideo || this.#isClosed) return;
    this.#keyFrames.want();
    this.#ask(this.#options.clock.monotonicMs());
  }

  /** Called every now and then: what is late is given up, wishes are repeated, reports are sent. */
  tick(): void {
    if (this.#isClosed) return;
    const nowMs = this.#options.clock.monotonicMs();
    this.#drain(nowMs);
    this.#ask(nowMs);
    const { sinceMs = nowMs } = this.#early ?? {};
    if (nowMs - sinceMs > FIRST_REPORT_WAIT_MS) this.#place();
    if (nowMs - this.#reception.reportedMs >= REPORT_EVERY_MS) this.#report(nowMs);
  }

  /** Takes what has come, and nothing more. */
  close(): void {
    if (this.#isClosed) return;
    this.#drain(Infinity);
    this.#place();
    this.#isClosed = true;
  }

  #drain(nowMs: number): void {
    for (const packet of this.#reorder.due(nowMs)) this.#take(packet);
  }

  #take(packet: Arrived): void {
    const missing = this.#nextIndex === undefined ? 0 : packet.index - this.#nextIndex;
    this.#nextIndex = packet.index + 1;
    this.#reception.received++;
    if (missing > 0) this.#lose(missing);
    for (const frame of this.#frames.push(packet)) this.#give(frame);
  }

  #lose(packets: number): void {
    this.#reception.lost += packets;
    this.#options.onLost(packets);
    this.#frames.lose();
    if (!this.#isVideo) return;
    this.#isBroken = true;
    this.wantKeyFrame();
  }

  #give(frame: Frame): void {
    if (this.#isVideo && frame.isKey) {
      this.#isBroken = false;
      this.#keyFrames.got();
    }
    if (this.#isBroken) return;
    if (!this.#early) return this.#options.onFrame(frame, this.#time.at(frame.timestamp));
    this.#early.frames.push(frame);
    this.#early.sinceMs ??= this.#options.clock.monotonicMs();
  }

  /** What waited has its time now, as good as it is known. */
  #place(): void {
    const { frames = [] } = this.#early ?? {};
    this.#early = undefined;
    for (const frame of frames) this.#options.onFrame(frame, this.#time.at(frame.timestamp));
  }

  #ask(nowMs: number): void {
    if (!this.#from || this.ssrc === undefined || !this.#keyFrames.due(nowMs)) return;
    const { ssrc, send } = this.#options;
    send(concat([receiverReport(ssrc), pictureLoss(ssrc, this.ssrc)]), this.#from);
  }

  #report(nowMs: number): void {
    const { ssrc, send } = this.#options;
    if (!this.#from || this.ssrc === undefined || this.#nextIndex === undefined) return;
    const seen = this.#reception;
    const expected = seen.received + seen.lost;
    const since = expected - seen.expectedBefore;
    const report: ReceptionReport = {
      ssrc: this.ssrc,
      fractionLost: since > 0 ? (seen.lost - seen.lostBefore) / since : 0,
      packetsLost: seen.lost,
      highestIndex: this.#nextIndex - 1,
      jitter: 0, // Nobody plays it: how evenly it comes does not matter.
      lastSenderReport: this.#lastReport?.compactNtp ?? 0,
      delayMs: this.#lastReport ? nowMs - this.#lastReport.atMs : 0,
    };
    [seen.reportedMs, seen.lostBefore, seen.expectedBefore] = [nowMs, seen.lost, expected];
    send(receiverReport(ssrc, report), this.#from);
  }
}
