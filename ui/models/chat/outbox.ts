/**
 * Sends messages one after the other and keeps each until it is seen among the others: over lost
 * connections, over hosts that die, or until it is plain that it can't be sent.
 */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { ChatMessage, MeetingCommand, PeerId } from "../../../protocol/mod.ts";
import { backoffMs } from "../../link/backoff.ts";
import { isPassing, Refusal } from "../../link/errors.ts";
import { commandOf, type Letter, type Outgoing, stillOutgoing } from "./outgoing.ts";

/** Messages on their way at once. */
export const OUTBOX_MAX = 20;
/** Refusals that may pass before a message counts as failed; lost connections don't count. */
export const ATTEMPTS_MAX = 6;

export interface OutboxOptions {
  readonly selfId: PeerId;
  readonly messages: ReadonlySignal<readonly ChatMessage[]>;
  /** Whether the room can be reached. */
  readonly isUp: ReadonlySignal<boolean>;
  /** Under one id a command is carried out once. */
  give(command: MeetingCommand, id: number): Promise<unknown>;
  claimId(): number;
  now(): number;
  random(): number;
}

export interface Outbox {
  readonly outgoing: ReadonlySignal<readonly Outgoing[]>;
  /** False where too many are on their way. */
  send(letter: Letter): boolean;
  retry(key: number): void;
  discard(key: number): void;
  dispose(): void;
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { selfId, messages, isUp, give, claimId, now, random } = options;
  const outgoing = signal<readonly Outgoing[]>([]);
  let count = 0;
  let isSending = false;
  /** Refusals in a row of the one being sent. */
  let attempts = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDisposed = false;

  const newestId = () => messages.peek().at(-1)?.id ?? 0;
  function set(key: number, change: Partial<Outgoing>): void {
    outgoing.value = outgoing.peek().map((one) => one.key === key ? { ...one, ...change } : one);
  }

  const stops = [
    effect(() => {
      const left = stillOutgoing(outgoing.value, messages.value, selfId);
      if (left !== outgoing.peek()) outgoing.value = left;
    }),
    effect(() => {
      // What the room tells on coming back is heard first: by it one knows what has arrived.
      if (isUp.value) queueMicrotask(pump);
    }),
  ];

  function pump(): void {
    if (isSending || isDisposed || timer !== undefined || !isUp.peek()) return;
    const next = outgoing.peek().find(({ state }) => state === "waiting");
    if (!next) return;
    isSending = true;
    attempt(next).finally(() => {
      isSending = false;
      pump();
    });
  }

  /** Never rejects. */
  async function attempt({ key, letter, requestId }: Outgoing): Promise<void> {
    try {
      await give(commandOf(letter), requestId);
      attempts = 0;
      set(key, { state: "sent" });
    } catch (error) {
      if (isDisposed) return;
      const refusal = error instanceof Refusal ? error : undefined;
      if (!isPassing(error) || (refusal && attempts + 1 >= ATTEMPTS_MAX)) {
        attempts = 0;
        return set(key, { state: "failed", reason: refusal?.code });
      }
      const waitMs = backoffMs(attempts, random(), refusal?.retryAfterMs);
      if (refusal) attempts++;
      timer = setTimeout(() => {
        timer = undefined;
        pump();
      }, waitMs);
    }
  }

  return {
    outgoing,
    send(letter) {
      if (outgoing.peek().length >= OUTBOX_MAX) return false;
      const one: Outgoing = {
        key: ++count,
        letter,
        at: now(),
        after: newestId(),
        requestId: claimId(),
        state: "waiting",
      };
      outgoing.value = [...outgoing.peek(), one];
      pump();
      return true;
    },
    retry(key) {
      const one = outgoing.peek().find((one) => one.key === key);
      if (one?.state !== "failed") return;
      // Behind those that are waiting, under an id of its own: the refused one would be refused again.
      const others = outgoing.peek().filter((other) => other !== one);
      const again: Outgoing = {
        ...one,
        state: "waiting",
        reason: undefined,
        after: newestId(),
        requestId: claimId(),
      };
      outgoing.value = [...others, again];
      pump();
    },
    discard(key) {
      outgoing.value = outgoing.peek().filter((one) => one.key !== key || one.state !== "failed");
    },
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
      for (const stop of stops) stop();
    },
  };
}
