import type { Clock } from "../kit/mod.ts";
import { type ErrorCode, NodeEnvelope, type NodeReply, type RoomId } from "../protocol/mod.ts";
import { EpochFence } from "./epoch_fence.ts";
import { errorBody, MediaError } from "./errors.ts";
import { Interruptions } from "./interruptions.ts";
import { Lanes } from "./lanes.ts";
import {
  EPOCHS_KEPT_MAX,
  QUEUED_MAX,
  QUEUED_PER_ROOM_MAX,
  REPLIES_KEPT_MAX,
  STALLED_RETRY_MS,
} from "./limits.ts";
import { type Answer, ReplyCache } from "./reply_cache.ts";
import { applySteps, type StepContext } from "./steps.ts";

/**
 * From a message to its answer: parse → repeat? → deadline → epoch → the room's turn → deadline and
 * epoch once more, since both may have passed while it waited → do.
 *
 * Nobody waits for a stalled worker. What its rooms want is refused, at once what comes and what has
 * to wait, and what is under way gets its refusal early: the step that the worker has may yet be done
 * when it answers again, those after it are not, and the room's next turn begins after that.
 */
export class Commands {
  readonly #context: StepContext;
  readonly #clock: Clock;
  readonly #fence = new EpochFence(EPOCHS_KEPT_MAX);
  readonly #lanes = new Lanes({ perKeyMax: QUEUED_PER_ROOM_MAX, max: QUEUED_MAX });
  readonly #replies = new ReplyCache(REPLIES_KEPT_MAX);
  readonly #interruptions = new Interruptions<RoomId>();

  constructor(context: StepContext, clock: Clock) {
    this.#context = context;
    this.#clock = clock;
  }

  /** Never rejects: whatever comes gets a coded answer. */
  async handle(message: unknown): Promise<NodeReply> {
    const parsed = NodeEnvelope.safeParse(message);
    if (!parsed.success) return refusal("invalid-message", firstIssue(parsed.error));
    const envelope = parsed.data;
    return await this.#replies.get(
      envelope.roomId,
      envelope.id,
      () => this.#answer(envelope),
    );
  }

  /** The rooms' worker died. Their epochs stay: owners don't change with workers. */
  forget(roomIds: readonly RoomId[]): void {
    this.#replies.forget(roomIds);
  }

  /** The rooms' worker does not answer: neither do their senders wait for it. */
  refuseWaiting(roomIds: readonly RoomId[]): void {
    for (const roomId of roomIds) this.#interruptions.interrupt(roomId, stalled(roomId));
  }

  async #answer(envelope: NodeEnvelope): Promise<Answer> {
    const { roomId, epoch } = envelope;
    try {
      this.#assertInTime(envelope);
      this.#fence.see(roomId, epoch);
      this.#assertCurrent(envelope);
      this.#use(roomId);
      this.#assertAnswering(roomId);
      const answer = await this.#interruptions.run(
        roomId,
        (signal) => this.#inTurn(envelope, signal),
      );
      this.#use(roomId); // It may be here only now.
      return answer;
    } catch (error) {
      const body = errorBody(error);
      if (body.code === "internal") this.#context.report(error, envelope.body.type, roomId);
      return { reply: { v: 1, ok: false, error: body }, keep: false };
    }
  }

  async #inTurn(envelope: NodeEnvelope, signal: AbortSignal): Promise<Answer> {
    // Whoever asks this doesn't want to know how busy the room is.
    if (envelope.body.type === "ping") return await this.#ping(envelope.roomId);
    return await this.#lanes.run(envelope.roomId, () => {
      signal.throwIfAborted();
      this.#assertInTime(envelope);
      this.#assertCurrent(envelope);
      return this.#do(envelope, signal);
    });
  }

  async #do({ roomId, body }: NodeEnvelope, signal: AbortSignal): Promise<Answer> {
    switch (body.type) {
      case "apply": {
        const results = await applySteps(this.#context, roomId, body.steps, signal);
        return { reply: { v: 1, ok: true, results }, keep: true };
      }
      case "describe": {
        const description = this.#context.registry.find(roomId)?.describe(body.skip) ??
          { router: false, transports: [], producers: [], consumers: [] };
        // A repeated question deserves the truth of now.
        return { reply: { v: 1, ok: true, description }, keep: false };
      }
      case "ping":
        return await this.#ping(roomId);
      default:
        return body satisfies never;
    }
  }

  async #ping(roomId: RoomId): Promise<Answer> {
    await this.#context.registry.get(roomId).worker.ping();
    return { reply: { v: 1, ok: true }, keep: false };
  }

  #use(roomId: RoomId): void {
    this.#context.registry.find(roomId)?.use(this.#clock.monotonicMs());
  }

  #assertAnswering(roomId: RoomId): void {
    if (this.#context.registry.holder(roomId)?.stalled) throw stalled(roomId);
  }

  #assertInTime({ deadlineAt }: NodeEnvelope): void {
    const lateMs = this.#clock.wallMs() - deadlineAt;
    if (lateMs <= 0) return;
    throw new MediaError("expired", `Cannot start: the deadline passed ${lateMs} ms ago`);
  }

  #assertCurrent({ roomId, epoch }: NodeEnvelope): void {
    const highest = this.#fence.highest(roomId);
    if (epoch >= highest) return;
    throw new MediaError(
      "stale-epoch",
      `Cannot obey epoch ${epoch} of room "${roomId}": epoch ${highest} owns it`,
    );
  }
}

function stalled(roomId: RoomId): MediaError {
  const message = `Cannot serve room "${roomId}": its worker does not answer`;
  return new MediaError("worker-stalled", message, { retryAfterMs: STALLED_RETRY_MS });
}

export function refusal(
  code: ErrorCode,
  message: string,
): Extract<NodeReply, { ok: false }> {
  return { v: 1, ok: false, error: { code, message } };
}

function firstIssue(error: { issues: { path: PropertyKey[]; message: string }[] }): string {
  const [issue] = error.issues;
  const where = issue?.path.map(String).join(".").slice(0, 200);
  return `Cannot read the command: ${where || "it"}: ${issue?.message.slice(0, 500)}`;
}
