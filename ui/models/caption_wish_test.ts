import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import type { MeetingCommand, PeerView, Signal } from "../../protocol/mod.ts";
import { Refusal } from "../link/errors.ts";
import { t } from "../strings/mod.ts";
import { createCaptionWish } from "./caption_wish.ts";
import { createEmitter } from "./emitter.ts";
import { createToasts } from "./toasts.ts";

const ANN: PeerView = {
  id: "ann",
  name: "Ann",
  role: "participant",
  joinedAt: 0,
  connected: true,
  producers: [],
};

/** `refusal`: of the room, to whoever asks. */
function setUp({ refusal }: { refusal?: "wrong-state" | "encrypted" } = {}) {
  const signals = createEmitter<Signal>();
  const captions = signal(false);
  const said: MeetingCommand[] = [];
  const toasts = createToasts();
  const wish = createCaptionWish({
    hasCaptions: () => captions.value,
    peers: signal([ANN]),
    ask(command) {
      said.push(command);
      return refusal
        ? Promise.reject(new Refusal({ code: refusal, message: "no" }))
        : Promise.resolve();
    },
    command(command) {
      said.push(command);
      return Promise.resolve(true);
    },
    onSignal: signals.on,
    toasts,
  });
  const hear = (peerId: string) => signals.emit({ type: "captions-asked", peerId });
  const shown = () => toasts.shown.value.map(({ text }) => text);
  return {
    wish,
    hear,
    shown,
    said,
    captions,
    toasts,
    [Symbol.dispose]() {
      wish.dispose();
      toasts.dispose();
    },
  };
}

Deno.test("a host who is asked for captions turns them on with one press", () => {
  using scene = setUp();
  scene.hear("ann");
  assertEquals(scene.shown(), [t.captions.askedBy("Ann")]);
  scene.toasts.shown.value[0]?.actions.find(({ isMain }) => isMain)?.run();
  assertEquals(scene.said, [{ type: "changeSettings", settings: { captions: true } }]);
});

Deno.test("a question that another has answered goes, and nobody who left asks anything", () => {
  using scene = setUp();
  scene.hear("somebody who left");
  assertEquals(scene.shown(), []);
  scene.hear("ann");
  scene.captions.value = true;
  assertEquals(scene.shown(), []);
  scene.hear("ann");
  assertEquals(scene.shown(), []);
});

Deno.test("captions are asked for once, until they are there", async () => {
  using scene = setUp();
  await scene.wish.ask();
  await scene.wish.ask();
  assertEquals([scene.said, scene.wish.isAsked.value], [[{ type: "askForCaptions" }], true]);
  scene.captions.value = true;
  assertEquals(scene.wish.isAsked.value, false);
});

Deno.test("who asks in vain reads why, and may ask again", async () => {
  for (
    const [refusal, words] of [
      ["wrong-state", t.captions.nobodyToAsk],
      ["encrypted", t.captions.encrypted],
    ] as const
  ) {
    using scene = setUp({ refusal });
    await scene.wish.ask();
    assertEquals([scene.shown(), scene.wish.isAsked.value], [[words], false]);
  }
});
