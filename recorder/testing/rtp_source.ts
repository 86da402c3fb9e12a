/**
 * Somebody who flashes and beeps once a second, by real encoders: ffmpeg's RTP, passed on to a media
 * node from one socket, as a browser would send it.
 */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

const LOOPBACK = "127.0.0.1";
/** How long each flash and each beep last. */
export const SIGN_MS = 100;
const IS_ON = `lt(mod(t\\,1)\\,${SIGN_MS / 1_000})`;
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
  #target: number | undefined;

  private constructor(child: Deno.ChildProcess, socket: Socket, inlets: readonly Socket[]) {
    this.#child = child;
    this.#socket = socket;
    this.#inlets = inlets;
    for (const inlet of inlets) {
      inlet.on("message", (datagram) => {
        if (this.#target !== undefined) socket.send(datagram, this.#target, LOOPBACK, () => {});
      });
    }
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
    return new RtpSource(child, socket, inlets);
  }

  /** From now on it sends there, and nowhere else. */
  sendTo(port: number): void {
    this.#target = port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
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
