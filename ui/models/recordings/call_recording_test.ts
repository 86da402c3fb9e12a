import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import {
  EMPTY_MEETING,
  type MeetingCommand,
  type Recording,
  type Role,
} from "../../../protocol/mod.ts";
import { createEmitter } from "../emitter.ts";
import type { Heard } from "../room.ts";
import { createToasts } from "../toasts.ts";
import { createCallRecording } from "./call_recording.ts";

const ON: Recording = { id: "room-r1", since: 1, by: "me", state: "recording" };

function setUp({ encrypted = false, hasKey = true, isLed = true } = {}) {
  const role = signal<Role | undefined>("host");
  const settings = { ...EMPTY_MEETING.settings, encrypted };
  const meeting = signal({ ...EMPTY_MEETING, settings });
  const news = createEmitter<Heard>();
  const toasts = createToasts();
  const asked: MeetingCommand[] = [];
  const recording = createCallRecording({
    selfId: "me",
    hasKey,
    role,
    isLed: signal(isLed),
    meeting,
    toasts,
    onNews: news.on,
    command: (command) => Promise.resolve(asked.push(command) > 0),
  });
  return {
    recording,
    role,
    asked,
    told: () => toasts.shown.peek().map(({ text, actions }) => [text, actions.length]),
    /** The room says so. */
    become(is: Recording | null): void {
      const roster = { epoch: 1, rev: 1, title: "", peers: [] };
      const before = { ...roster, meeting: meeting.peek() };
      meeting.value = { ...meeting.peek(), recording: is };
      const after = { ...roster, meeting: meeting.peek() };
      const end = is === null ? { end: "asked" as const } : {};
      news.emit({ change: { type: "RecordingChanged", recording: is, ...end }, before, after });
    },
    [Symbol.dispose](): void {
      recording.dispose();
      toasts.dispose();
    },
  };
}

Deno.test("an encrypted meeting is not asked to be recorded: the reason is told", async () => {
  using call = setUp({ encrypted: true });
  await call.recording.start();
  assertEquals(call.asked, []);
  assertEquals(call.told().length, 1);
});

Deno.test("only a recording that is on is marked, with words or without", () => {
  using call = setUp();
  call.recording.mark();
  assertEquals(call.asked, []);
  call.become(ON);
  call.recording.mark("  ");
  call.recording.mark(" Decision ");
  assertEquals(call.asked, [
    { type: "markHighlight" },
    { type: "markHighlight", label: "Decision" },
  ]);
});

Deno.test("the end closes what is asked, and leads those to the recording who led last", () => {
  const roles: [Role, boolean][] = [["host", true], ["cohost", true], ["participant", false]];
  for (const [role, isOwn] of roles) {
    using call = setUp({ hasKey: role === "host" });
    call.role.value = role;
    call.become(ON);
    call.recording.asked.value = "stop";
    call.role.value = undefined; // The meeting is over with it.
    call.become(null);
    assertEquals(call.recording.asked.peek(), null);
    assertEquals(call.told(), [["The recording has ended", role === "host" ? 1 : 0]]);
    assertEquals([call.recording.last.peek(), call.recording.isOwn()], ["room-r1", isOwn]);
  }
});

Deno.test("who only stands in for a host is not led to what the host has recorded", () => {
  using call = setUp({ hasKey: false, isLed: false });
  call.become(ON);
  call.become(null);
  assertEquals(call.recording.isOwn(), false);
});
