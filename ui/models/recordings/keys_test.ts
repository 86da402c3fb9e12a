import { assertEquals } from "@std/assert";
import { RECORDING_KEYS_MAX } from "../../../protocol/mod.ts";
import type { OwnMeeting } from "../planned.ts";
import type { Seat } from "../seat.ts";
import { recordingKeysOf, roomOf } from "./keys.ts";

const own = (code: string, madeAt: number, more: Partial<OwnMeeting> = {}): OwnMeeting => ({
  code,
  title: "",
  link: "",
  hostKey: `host-${code}`,
  kind: "instant",
  settings: {},
  madeAt,
  revision: 0,
  ...more,
});
const seat = (code: string, roomId: string): Seat => ({
  ticket: {
    roomId,
    code,
    title: "",
    link: "",
    peerId: "p",
    role: "participant",
    token: `ticket-${code}`,
    expiresAt: 9_999,
  },
  inCall: false,
});

Deno.test("a host's key comes in place of the seat's, and this tab's meetings come first", () => {
  const keys = recordingKeysOf(
    [own("100000000", 5), own("200000000", 9), own("300000000", 1)],
    [seat("300000000", "r3"), seat("400000000", "r4")],
    10,
  );
  assertEquals(keys, [
    { code: "400000000", roomId: "r4", secret: "ticket-400000000" },
    { code: "300000000", secret: "host-300000000", roomId: "r3" },
    { code: "200000000", secret: "host-200000000" },
    { code: "100000000", secret: "host-100000000" },
  ]);
});

Deno.test("of more keys than may be shown those of meetings still to come stay behind", () => {
  const schedule = {
    startsAt: 1_000,
    durationMinutes: 30,
    timeZone: "UTC",
    opensMinutesBefore: null,
    closesMinutesAfter: null,
  };
  const past = Array.from({ length: RECORDING_KEYS_MAX }, (_, at) => own(`${1e8 + at}`, at));
  const keys = recordingKeysOf([own("999999999", 99, { schedule }), ...past], [], 500);
  assertEquals(keys.length, RECORDING_KEYS_MAX);
  assertEquals(keys.some(({ code }) => code === "999999999"), false);
});

Deno.test("the room of a recording is in its id", () => {
  assertEquals(roomOf("abc-r12"), "abc");
  assertEquals(roomOf("my-room-r1-r2"), "my-room-r1");
});
