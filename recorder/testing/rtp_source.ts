/**
 * Somebody who flashes and beeps once a second, by real encoders: ffmpeg's RTP, passed on to a media
 * node from one socket, as a browser would send it. Reports are made here: ffmpeg's count from when
 * each of its encoders was ready, and not from when something was captured.
 */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isRtcp, readRtpHeader } from "../../kit/mod.ts";
import { CODECS } from "../../protocol/mod.ts";

const LOOPBACK = "127.0.0.1";
/** How long each flash and each beep last. */
export const SIGN_MS = 100;
const IS_ON = `lt(mod(t\\,1)\\,${SIGN_MS / 1_000})`;
const REPORT_EVERY_MS = 300;
const NTP_TO_EPOCH_S = 2_208_988_800;
const RECEIVE_BUFFER_BYTES = 1_024 * 1_024;

export interface SentStream {
  readonly codec: "opus" | "vp8" | "vp9" | "h264";
  readonly ssrc: number;
  readonly payloadType: number;
  /** Of pictures. */
  readonly height?: number;
}

const ENCODER = {
  opus: ["libopus", "-b:a", "32k"],
  vp8: ["libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "500k"],
  vp9: ["libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "500k", "-strict", "-2"],
  h264: [
    "libx264",
    "-preset",
    "ultrafast",
    "-tune",
    "zerolatency",
    "-profile:v",
    "baseline",
    "-b:v",
    "500k",
  ],
};

export class RtpSource implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #socket: Socket;
  readonly #inlets: readonly Socket[];
  /** What of each stream was captured first, and all of it at the same moment. */
  readonly #first = new Map<number, number>();
  readonly #streams: readonly SentStream[];
  readonly #reporting: ReturnType<typeof setInterval>;
  #startMs: number | undefined;
  #target: number | undefined;

  private constructor(
    child: Deno.ChildProcess,
    socket: Socket,
    inlets: readonly Socket[],
    streams: readonly SentStream[],
  ) {
    this.#child = child;
    this.#socket = socket;
    this.#inlets = inlets;
    this.#streams = streams;
    for (const inlet of inlets) inlet.on("message", (datagram) => this.#pass(datagram));
    this.#reporting = setInterval(() => this.#report(), REPORT_EVERY_MS);
  }

  #pass(datagram: Uint8Array): void {
    const header = isRtcp(datagram) ? undefined : readRtpHeader(datagram);
    if (!header) return;
    this.#startMs ??= Date.now();
    const { ssrc, timestamp } = header;
    if (!this.#first.has(ssrc)) this.#first.set(ssrc, timestamp);
    this.#send(datagram);
  }

  #report(): void {
    const nowMs = Date.now();
    for (const { ssrc, codec } of this.#streams) {
      const first = this.#first.get(ssrc);
      if (first === undefined || this.#startMs === undefined) continue;
      const ticks = Math.round((nowMs - this.#startMs) * CODECS[codec].clockRate / 1_000);
      const report = new DataView(new ArrayBuffer(28));
      report.setUint32(0, 0x80c8_0006);
      report.setUint32(4, ssrc);
      report.setUint32(8, Math.floor(nowMs / 1_000) + NTP_TO_EPOCH_S);
      report.setUint32(12, nowMs % 1_000 / 1_000 * 2 ** 32);
      report.setUint32(16, (first + ticks) >>> 0);
      this.#send(new Uint8Array(report.buffer));
    }
  }

  #send(datagram: Uint8Array): void {
    if (this.#target !== undefined) this.#socket.send(datagram, this.#target, LOOPBACK, () => {});
  }

  static async start(streams: readonly SentStream[]): Promise<RtpSource> {
    const socket = await bind();
    const inlets = await Promise.all(streams.map(bind));
    const outputs = streams.flatMap(({ codec, ssrc, payloadType, height = 90 }, index) => {
      const isAudio = codec === "opus";
      const inlet = inlets[index]?.address().port;
      return [
        "-map",
        isAudio ? "1:a" : "0:v",
        isAudio ? "-c:a" : "-c:v",
        ...ENCODER[codec],
        ...(isAudio ? [] : ["-g", "8", "-vf", `scale=-2:${height}`]),
        "-ssrc",
        `${ssrc}`,
        "-payload_type",
        `${payloadType}`,
        "-f",
        "rtp",
        // Reports come to the same port, as with one that is shared.
        `rtp://${LOOPBACK}:${inlet}?rtcpport=${inlet}&pkt_size=1200`,
      ];
    });
    const child = new Deno.Command("ffmpeg", {
      args: [
        ..."-hide_banner -nostdin -loglevel error -re -f lavfi -i".split(" "),
        `color=black:s=320x180:r=15,drawbox=color=white:t=fill:enable=${IS_ON}`,
        ..."-re -f lavfi -i".split(" "),
        `aevalsrc=if(${IS_ON}\\,0.5*sin(2*PI*1000*t)\\,0):s=48000`,
        ...outputs,
      ],
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    return new RtpSource(child, socket, inlets, streams);
  }

  /** From now on it sends there, and nowhere else. */
  sendTo(port: number): void {
    this.#target = port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#reporting);
    this.#child.kill("SIGKILL");
    await this.#child.status;
    for (const one of [this.#socket, ...this.#inlets]) {
      one.close();
      await once(one, "close");
    }
  }
}

async function bind(): Promise<Socket> {
  const socket = createSocket({ type: "udp4", recvBufferSize: RECEIVE_BUFFER_BYTES });
  socket.bind(0, LOOPBACK);
  await once(socket, "listening");
  return socket;
}
