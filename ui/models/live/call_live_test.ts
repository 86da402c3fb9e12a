import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import {
  EMPTY_MEETING,
  type Live,
  type LiveEnd,
  type MeetingCommand,
} from "../../../protocol/mod.ts";
import { t } from "../../strings/mod.ts";
import { createEmitter } from "../emitter.ts";
import type { Heard } from "../room.ts";
import { createToasts } from "../toasts.ts";
import { createCallLive } from "./call_live.ts";

function setUp({ encrypted = false } = {}) {
  const settings = { ...EMPTY_MEETING.settings, encrypted };
  const meeting = signal({ ...EMPTY_MEETING, settings });
  const news = createEmitter<Heard>();
  const toasts = createToasts();
  const asked: MeetingCommand[] = [];
  const live = createCallLive({
    selfId: "me",
    meeting,
    toasts,
    onNews: news.on,
    command: (command) => Promise.resolve(asked.push(command) > 0),
  });
  return {
    live,
    asked,
    told: () => toasts.shown.peek().map(({ text }) => text),
    become(state: Live["state"] | null, { end, reason }: { end?: LiveEnd; reason?: string } = {}) {
      const why = reason === undefined ? {} : { reason };
      const is = state && { id: "room-l1", since: 1, by: null, state, ...why };
      const roster = { epoch: 1, rev: 1, title: "", peers: [] };
      const before = { ...roster, meeting: meeting.peek() };
      meeting.value = { ...meeting.peek(), live: is };
      const after = { ...roster, meeting: meeting.peek() };
      const change = { type: "LiveChanged", live: is, ...(end && { end }), ...why } as const;
      news.emit({ change, before, after });
    },
    [Symbol.dispose](): void {
      live.dispose();
      toasts.dispose();
    },
  };
}

Deno.test("a stream is told of once it arrives, when it breaks, and with why it failed", () => {
  using call = setUp();
  call.become("starting");
  assertEquals(call.told(), []);
  call.become("live");
  assertEquals(call.told(), [t.live.begun]);
  call.become("interrupted", { reason: "the server does not answer" });
  assertEquals(call.told(), [t.live.interrupted("the server does not answer")]);
  call.become(null, { end: "failed", reason: "the server does not answer" });
  assertEquals(call.told(), [t.live.ended.failed("the server does not answer")]);
});

Deno.test("where it goes is asked, and what is no address is not sent", async () => {
  using call = setUp();
  call.live.prepare();
  assertEquals(call.live.asked.peek(), "start");
  await call.live.start("https://example.org", "key");
  assertEquals([call.asked, call.told()], [[], [t.live.noAddress]]);
  await call.live.start("rtmp://live.example.org/app", "key");
  assertEquals(call.asked, [{ type: "startLive", address: "rtmp://live.example.org/app/key" }]);
});

Deno.test("an encrypted meeting is not asked to be streamed: the reason is told", () => {
  using call = setUp({ encrypted: true });
  call.live.prepare();
  assertEquals([call.live.asked.peek(), call.told()], [null, [t.live.encrypted]]);
});
