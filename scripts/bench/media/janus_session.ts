/** Janus' own protocol over WebSocket, as far as the bench speaks it (janus.conf.meetecho.com/docs/rest). */
import { z } from "zod";

const ANSWER_LIMIT_MS = 10_000;
/** A session of which nothing is heard for a minute is ended. */
const KEEP_ALIVE_MS = 20_000;

const Jsep = z.object({ type: z.enum(["offer", "answer"]), sdp: z.string() });
type Jsep = z.infer<typeof Jsep>;

const Frame = z.object({
  janus: z.string(),
  transaction: z.string().optional(),
  data: z.object({ id: z.number() }).optional(),
  error: z.object({ reason: z.string() }).optional(),
  plugindata: z.object({ data: z.looseObject({ error: z.string().optional() }) }).optional(),
  jsep: Jsep.optional(),
});
type Frame = z.infer<typeof Frame>;

export interface Handle {
  /** A request of the plugin; resolves with its answer, which may bring an offer or an answer. */
  ask(body: Record<string, unknown>, jsep?: Jsep): Promise<{ jsep: Jsep | undefined }>;
}

export class JanusSession implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, PromiseWithResolvers<Frame>>();
  #sessionId: number | undefined;
  #keepAlive: ReturnType<typeof setInterval> | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#receive(Frame.parse(JSON.parse(String(data))));
  }

  static async open(url: string): Promise<JanusSession> {
    const socket = new WebSocket(url, "janus-protocol");
    const opened = Promise.withResolvers<void>();
    socket.onopen = () => opened.resolve();
    socket.onerror = () => opened.reject(new Error("Cannot reach janus"));
    await opened.promise;
    const session = new JanusSession(socket);
    const { data } = await session.#ask({ janus: "create" });
    session.#sessionId = data?.id;
    session.#keepAlive = setInterval(() => {
      session.#ask({ janus: "keepalive" }).catch(() => {});
    }, KEEP_ALIVE_MS);
    return session;
  }

  /** A handle of the videoroom: one peer. */
  async attach(): Promise<Handle> {
    const { data } = await this.#ask({ janus: "attach", plugin: "janus.plugin.videoroom" });
    const handleId = data?.id;
    return {
      ask: async (body, jsep) => {
        const frame = await this.#ask({
          janus: "message",
          handle_id: handleId,
          body,
          ...(jsep && { jsep }),
        });
        return { jsep: frame.jsep };
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#keepAlive);
    const closed = Promise.withResolvers<void>();
    this.#socket.onclose = () => closed.resolve();
    this.#socket.close();
    await closed.promise;
  }

  async #ask(message: Record<string, unknown>): Promise<Frame> {
    const transaction = crypto.randomUUID();
    const answer = Promise.withResolvers<Frame>();
    this.#waiting.set(transaction, answer);
    const timer = setTimeout(
      () => answer.reject(new Error(`Cannot ask janus: no answer in ${ANSWER_LIMIT_MS} ms`)),
      ANSWER_LIMIT_MS,
    );
    const session_id = this.#sessionId;
    this.#socket.send(
      JSON.stringify({ ...message, ...(session_id !== undefined && { session_id }), transaction }),
    );
    try {
      return await answer.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(transaction);
    }
  }

  #receive(frame: Frame): void {
    const waiting = this.#waiting.get(frame.transaction ?? "");
    const error = frame.error?.reason ?? frame.plugindata?.data.error;
    if (error !== undefined) waiting?.reject(new Error(`Cannot do that: janus says ${error}`));
    // What takes longer is acknowledged first, and a keep-alive never more than that.
    else if (frame.janus !== "ack") waiting?.resolve(frame);
  }
}
