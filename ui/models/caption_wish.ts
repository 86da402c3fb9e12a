/** Captions are started by who leads: the others ask, and who leads is asked. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { MeetingCommand, PeerView, Signal } from "../../protocol/mod.ts";
import { Refusal } from "../link/errors.ts";
import { refusalText, t } from "../strings/mod.ts";
import type { Toasts } from "./toasts.ts";

/** Who has asked may ask again after so long: hosts are busy, or just came. */
export const ASK_AGAIN_MS = 30_000;

export interface CaptionWishOptions {
  /** Whether the meeting has captions; reads signals. */
  hasCaptions: () => boolean;
  peers: ReadonlySignal<readonly PeerView[]>;
  /** Rejects with `Refusal` or `LinkDown`. */
  ask: (command: MeetingCommand) => Promise<unknown>;
  /** Carries a command out, or says why not. */
  command: (command: MeetingCommand) => Promise<boolean>;
  onSignal: (listener: (signal: Signal) => void) => () => void;
  toasts: Pick<Toasts, "show" | "dismiss">;
}

export interface CaptionWish {
  /** They were asked for of late. */
  readonly isAsked: ReadonlySignal<boolean>;
  ask(): Promise<void>;
  dispose(): void;
}

const TOAST = "captions-asked";

export function createCaptionWish(options: CaptionWishOptions): CaptionWish {
  const { hasCaptions, peers, ask, command, onSignal, toasts } = options;
  const isAsked = signal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function forget(): void {
    clearTimeout(timer);
    isAsked.value = false;
  }

  const stops = [
    onSignal((heard) => {
      if (heard.type !== "captions-asked" || hasCaptions()) return;
      const name = peers.peek().find(({ id }) => id === heard.peerId)?.name;
      if (name === undefined) return; // Gone meanwhile.
      toasts.show({
        id: TOAST,
        text: t.captions.askedBy(name),
        lasting: true,
        actions: [
          { label: t.captions.notNow, run: () => {} },
          {
            label: t.captions.startForAll,
            isMain: true,
            run: () => void command({ type: "changeSettings", settings: { captions: true } }),
          },
        ],
      });
    }),
    effect(() => {
      if (!hasCaptions()) return;
      toasts.dismiss(TOAST); // Somebody else was quicker.
      forget();
    }),
  ];

  return {
    isAsked,
    async ask() {
      if (isAsked.peek()) return;
      isAsked.value = true;
      timer = setTimeout(forget, ASK_AGAIN_MS);
      try {
        await ask({ type: "askForCaptions" });
      } catch (error) {
        forget();
        toasts.show({ id: "captions-refused", text: refusal(error), tone: "problem" });
      }
    },
    dispose() {
      clearTimeout(timer);
      for (const stop of stops) stop();
    },
  };
}

function refusal(error: unknown): string {
  if (!(error instanceof Refusal)) return t.refused.unreachable;
  if (error.code === "wrong-state") return t.captions.nobodyToAsk;
  return error.code === "encrypted" ? t.captions.encrypted : refusalText(error.code);
}
