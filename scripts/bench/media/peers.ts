/** The bench's end of a process of peers. */
import { TextLineStream } from "../../worker/text_lines.ts";
import type { RemoteTransport } from "../../worker/proof_peer.ts";
import type { LocalPeer, PeerRequest, Seen } from "./wire.ts";

const PROCESS = new URL("./peers_process.ts", import.meta.url).pathname;
const CONFIG = new URL("../../../deno.json", import.meta.url).pathname;

export class Peers implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #answers: ReadableStreamDefaultReader<string>;
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ namespace, peerAddress }: { namespace: string; peerAddress: string }) {
    this.#child = new Deno.Command("ip", {
      args: [
        ...["netns", "exec", namespace, Deno.execPath(), "run", "--quiet", "--cached-only"],
        ...[`--config=${CONFIG}`, "--allow-all", PROCESS, peerAddress],
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#answers = this.#child.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
  }

  async open(): Promise<{ peer: number; local: LocalPeer }> {
    return await this.#ask({ type: "open" }) as { peer: number; local: LocalPeer };
  }

  async connect(peer: number, remote: RemoteTransport): Promise<void> {
    await this.#ask({ type: "connect", peer, remote });
  }

  async tell(request: Exclude<PeerRequest, { type: "open" | "connect" | "read" | "direct" }>) {
    await this.#ask(request);
  }

  async read(): Promise<Seen> {
    return await this.#ask({ type: "read" }) as Seen;
  }

  async direct(): Promise<number[]> {
    return await this.#ask({ type: "direct" }) as number[];
  }

  /** Its sockets fill and the kernel drops the rest, which costs the machine least. */
  stop(): void {
    this.#child.kill("SIGSTOP");
  }

  goOn(): void {
    this.#child.kill("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.goOn();
    await this.#writer.close().catch(() => {});
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }

  #ask(request: PeerRequest): Promise<unknown> {
    const asked = this.#turn.then(async () => {
      await this.#writer.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`));
      const { value, done } = await this.#answers.read();
      if (done) throw new Error(`Cannot ${request.type}: the process of peers has ended`);
      const answer: { ok: boolean; result?: unknown; error?: string } = JSON.parse(value);
      if (!answer.ok) throw new Error(`Cannot ${request.type}: ${answer.error}`);
      return answer.result;
    });
    this.#turn = asked.catch(() => {});
    return asked;
  }
}
