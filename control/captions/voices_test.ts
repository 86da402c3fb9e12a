import { assertEquals } from "@std/assert";
import { Holdings, plan, type Room, type Tappers, wantedTaps } from "../room/mod.ts";
import { CREATED, given, joined, opened, placed } from "../room/testing/given.ts";
import { isCaptioned, tapperOf, voicesOf } from "./voices.ts";

const LISTENER = {
  ip: "10.0.0.7",
  port: 41_000,
  srtp: { suite: "AEAD_AES_128_GCM", key: new Uint8Array(28).toBase64() },
} as const;
const TAPPER = tapperOf("t1:boot", LISTENER);
const TAPPERS: Tappers = { captions: TAPPER, recording: null, live: null };
const UNDECIDED: Tappers = { captions: "undecided", recording: null, live: null };
const OTHER_UNDECIDED: Tappers = { captions: null, recording: "undecided", live: null };

const people = [CREATED, placed(), joined("a"), joined("b"), opened("a"), opened("a", "cam")];
const quiet = given(...people);
const set = (room: Room, settings: Partial<Room["meeting"]["settings"]>): Room => ({
  ...room,
  meeting: { ...room.meeting, settings: { ...room.meeting.settings, ...settings } },
});
const captioned = set(quiet, { captions: true });

Deno.test("a meeting is captioned when it wants to be, somebody has a microphone, and nothing is secret", () => {
  assertEquals(isCaptioned(quiet), false);
  assertEquals(isCaptioned(captioned), true);
  assertEquals(isCaptioned(set(captioned, { encrypted: true })), false);
  assertEquals(isCaptioned(set(given(CREATED, placed(), joined("a")), { captions: true })), false);
  assertEquals(isCaptioned({ ...captioned, ended: true }), false);
});

Deno.test("microphones are tapped and no cameras, where the room's media is in use", () => {
  const { steps } = wantedTaps(captioned, "active", TAPPERS);
  assertEquals(steps.values().map(({ producerId }) => producerId.split(":", 2)).toArray(), [
    ["a", "mic"],
  ]);
  assertEquals(wantedTaps(captioned, "standby", TAPPERS).steps.size, 0);
  const encrypted = set(captioned, { encrypted: true });
  assertEquals(wantedTaps(encrypted, "active", TAPPERS).steps.size, 0);
});

Deno.test("the plan makes taps, leaves those of an undecided owner, and closes what nobody wants", () => {
  const wantedOf = (tappers: Tappers) => wantedTaps(captioned, "active", tappers);
  const taps = wantedOf(TAPPERS);
  const nothing = { transports: new Map(), producers: new Map(), consumers: new Map() };
  const wanted = { router: true, ...nothing };
  const have = new Holdings({ router: true, transports: [], producers: [], consumers: [] });
  const [step] = plan({ ...wanted, taps }, have);
  assertEquals(step?.type, "ensureTap");
  if (step?.type !== "ensureTap") return;
  const rtpParameters = {
    codecs: [{ mimeType: "audio/opus", payloadType: 100, clockRate: 48_000 }],
  };
  const { tapId: id, producerId } = step;
  const tap = { id, producerId, srtp: LISTENER.srtp, rtpParameters };
  have.record(step, { ok: true, tap });
  assertEquals(plan({ ...wanted, taps }, have), []);
  assertEquals(plan({ ...wanted, taps: undefined }, have), []);
  assertEquals(plan({ ...wanted, taps: wantedOf(UNDECIDED) }, have), []);
  assertEquals(plan({ ...wanted, taps: wantedOf(OTHER_UNDECIDED) }, have), [
    { type: "closeTap", tapId: id },
  ]);
  assertEquals(voicesOf(captioned, TAPPER.name, have.taps), [{ peerId: "a", tap }]);
  assertEquals(voicesOf(captioned, "t2:boot", have.taps), []);
});
