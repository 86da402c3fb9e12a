import type { LiveTarget } from "../../../protocol/mod.ts";
import { SENDER_BYTES_MAX } from "../limits.ts";
import { Program } from "../program.ts";
import { connect, type LiveTargets, resolve } from "./reach.ts";
import { Relay } from "./relay.ts";
import { presetOf, senderArgs } from "./sender_args.ts";

export interface SenderOptions {
  readonly ffmpeg: string;
  readonly target: LiveTarget;
  readonly targets: LiveTargets;
  /** Of its own; secrets lie there for a moment. */
  readonly folder: string;
  /** Beside the system's; for tests. */
  readonly caCerts?: readonly string[] | undefined;
  /** So much of the stream has gone to the server, in µs. */
  readonly onProgress: (sentUs: number) => void;
  /** Called once, when it is over by itself. */
  readonly onEnd: () => void;
}

/** One connection to the server: an ffmpeg that wraps what the encoder makes for it. */
export class Sender {
  readonly #program: Program;
  readonly #relay: Relay | undefined;
  #rest = "";

  private constructor(
    { ffmpeg, onProgress, onEnd }: SenderOptions,
    args: readonly string[],
    { relay, forget }: { relay: Relay | undefined; forget: () => void },
  ) {
    this.#relay = relay;
    this.#program = new Program({
      bin: ffmpeg,
      args,
      inputBytesMax: SENDER_BYTES_MAX,
      onOutput: (bytes) => {
        forget(); // It has begun, and so read all it was told.
        this.#read(bytes, onProgress);
      },
      onEnd: () => {
        forget();
        relay?.close();
        onEnd();
      },
    });
  }

  /** Rejects with `UnreachableError`. */
  static async open(options: SenderOptions): Promise<Sender> {
    const { target, targets, folder, caCerts } = options;
    const ip = await resolve(target, targets);
    const relay = target.scheme === "srt"
      ? undefined
      : new Relay(await connect(target, ip, caCerts), () => {});
    const preset = `${folder}/${crypto.randomUUID()}.ffpreset`;
    try {
      await Deno.writeTextFile(preset, presetOf(target), { mode: 0o600, createNew: true });
    } catch (error) {
      relay?.close();
      throw error;
    }
    const forget = () => void Deno.remove(preset).catch(() => {});
    const args = senderArgs({ target, ip, relayPort: relay?.port, preset });
    return new Sender(options, args, { relay, forget });
  }

  /** Whether there was room. */
  send(bytes: Uint8Array): boolean {
    return this.#program.write([Uint8Array.from(bytes)]) !== undefined;
  }

  /** In order: servers see that the stream is over. */
  async end(how: "now" | "in order"): Promise<void> {
    await this.#program.end(how);
    this.#relay?.close();
  }

  #read(bytes: Uint8Array, onProgress: (sentUs: number) => void): void {
    const lines = (this.#rest + new TextDecoder().decode(bytes)).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const [, us] = /^out_time_us=(\d+)$/.exec(line) ?? [];
      if (us !== undefined) onProgress(Number(us));
    }
  }
}
