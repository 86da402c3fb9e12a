import { assertEquals } from "@std/assert";
import {
  DEFAULT_SETTINGS,
  LIVE_DOWN_MAX_MS,
  LIVE_EMPTY_MS,
  LIVES_MAX,
} from "../../../protocol/mod.ts";
import { auditOf } from "../../projector/audit.ts";
import { publicEvent } from "../../projector/public_event.ts";
import type { Fact } from "../facts.ts";
import { roomDefinition, roomThatStreamsTo } from "../room.ts";
import type { Room } from "../state.ts";
import {
  by,
  byOwner,
  byService,
  CREATED,
  given,
  joined,
  NOW,
  refusalOf,
  when,
} from "../testing/given.ts";
import { snapshotOf } from "../view.ts";
import { liveDueEnd } from "./status.ts";

const ADDRESS = "rtmps://live.example.org/app/key-of-the-stream";
const START = { type: "startLive", address: ADDRESS } as const;
const STOP = { type: "stopLive" } as const;
const ID = "room-l1";
const hold = (streamerId: string) => byOwner({ type: "holdLive", liveId: ID, streamerId });
const release = (streamerId: string) =>
  byOwner({ type: "releaseLive", liveId: ID, streamerId, reason: "it is gone" });
const tell = (live: boolean, reason?: string, streamerId = "s1") =>
  byOwner({ type: "tellLive", liveId: ID, streamerId, live, ...(reason && { reason }) });
const check = byOwner({ type: "checkLive", liveId: ID });

const BY_DANA = { kind: "peer", peerId: "dana" } as const;
const meeting = given(CREATED, joined("dana", { role: "host" }), joined("ann"));
const asked = when(meeting, by("dana", START)).room;
const held = when(asked, hold("s1")).room;
const live = when(held, tell(true)).room;

const viewOf = (room: Room) => snapshotOf(room, "service").meeting?.live;
const typesOf = (facts: readonly Fact[]) => facts.map(({ type }) => type);

Deno.test("a stream begins with its notice, and ends with it", () => {
  const { events, room } = when(meeting, by("dana", START));
  assertEquals(typesOf(events), ["LiveStarted", "NoticeChanged"]);
  assertEquals(viewOf(room), { id: ID, since: NOW, by: "dana", state: "starting" });
  assertEquals(when(room, by("dana", START), NOW + 9).events, [], "asked twice");
  assertEquals(typesOf(when(room, by("dana", STOP)).events), ["LiveStopped", "NoticeChanged"]);
  const takeAway = { type: "setNotice", kind: "live", on: false } as const;
  assertEquals(refusalOf(room, by("dana", takeAway)), "wrong-state");
});

Deno.test("who may record streams, others may not; one stream at a time", () => {
  for (const body of [START, STOP]) assertEquals(refusalOf(live, by("ann", body)), "forbidden");
  assertEquals(when(meeting, byService(START)).room.meeting.live?.by.kind, "service");
  const elsewhere = { ...START, address: "rtmp://other.example.org/app/key" };
  assertEquals(refusalOf(live, by("dana", elsewhere)), "wrong-state");
  const many = { ...meeting, meeting: { ...meeting.meeting, livesMade: LIVES_MAX } };
  assertEquals(refusalOf(many, by("dana", START)), "too-many");
});

Deno.test("streams go to public servers, unless the operator says otherwise", () => {
  const own = { ...START, address: "rtmp://127.0.0.1/app/key" };
  assertEquals(refusalOf(meeting, by("dana", own)), "target-refused");
  const decided = roomThatStreamsTo("any").decide(meeting, by("dana", own), NOW, 1);
  assertEquals(decided.accepted, true);
});

Deno.test("an encrypted meeting is not streamed, and a streamed one not encrypted", () => {
  const settings = { ...DEFAULT_SETTINGS, encrypted: true };
  const changed: Fact = { type: "SettingsChanged", settings, by: BY_DANA };
  assertEquals(refusalOf(given(CREATED, changed), byService(START)), "encrypted");
  const encrypt = { type: "changeSettings", settings: { encrypted: true } } as const;
  const alone = given(CREATED, joined("dana", { role: "host", encryptionKey: "a2V5" }));
  assertEquals(refusalOf(when(alone, by("dana", START)).room, by("dana", encrypt)), "encrypted");
});

Deno.test("where it goes is told to nobody: not in views, news, history or audit", () => {
  const { events, room } = when(meeting, by("dana", START));
  const news = roomDefinition.announce(events, room);
  const told = [
    news,
    snapshotOf(room, "service"),
    events.map((fact) => publicEvent(fact)),
    events.map((fact) => auditOf(fact)),
  ];
  assertEquals(told.filter((one) => JSON.stringify(one).includes("key-of-the-stream")), []);
  assertEquals(room.meeting.live?.address, ADDRESS, "a new owner has it");
  const stopped = when(room, by("dana", STOP)).room;
  assertEquals(JSON.stringify(stopped).includes("key-of-the-stream"), false, "it is forgotten");
});

Deno.test("its course: live, interrupted by its server or the loss of its streamer, live again", () => {
  assertEquals(viewOf(live)?.state, "live");
  const cut = when(live, tell(false, "the server does not answer"), NOW + 1).room;
  assertEquals([viewOf(cut)?.state, viewOf(cut)?.reason], [
    "interrupted",
    "the server does not answer",
  ]);
  assertEquals(when(cut, tell(false, "the server does not answer")).events, [], "known already");
  assertEquals(viewOf(when(cut, tell(true)).room), viewOf(live));
  const lost = when(live, release("s1"), NOW + 1).room;
  assertEquals(viewOf(lost)?.reason, "it is gone");
  assertEquals(when(lost, tell(true)).events, [], "of a streamer that has it no more");
  assertEquals(
    viewOf(when(when(lost, hold("s2")).room, tell(true, undefined, "s2")).room)?.state,
    "live",
  );
});

Deno.test("a stream that has not arrived for too long has failed, with the reason that was last known", () => {
  const cut = when(live, tell(false, "the server does not answer"), NOW + 5).room;
  const due = NOW + 5 + LIVE_DOWN_MAX_MS;
  assertEquals(cut.meeting.live && liveDueEnd(cut.meeting.live), { end: "failed", at: due });
  assertEquals(when(cut, check, due - 1).events, []);
  const [stopped, notice] = when(cut, check, due).events;
  assertEquals(stopped?.type === "LiveStopped" && [stopped.end, stopped.reason], [
    "failed",
    "the server does not answer",
  ]);
  assertEquals(notice?.type, "NoticeChanged");
  const never = when(asked, check, NOW + LIVE_DOWN_MAX_MS).events[0];
  assertEquals(never?.type === "LiveStopped" && never.reason, "no streamer is there");
});

Deno.test("a stream ends with the meeting, and where nobody is there any more", () => {
  const ended = when(live, byService({ type: "end" })).events[0];
  assertEquals(ended?.type === "LiveStopped" && ended.end, "ended");
  const left = ["dana", "ann"].reduce(
    (room, id) => when(room, by(id, { type: "leave" })).room,
    live,
  );
  assertEquals(left.meeting.live?.emptySince !== null, true);
  assertEquals(roomDefinition.idle?.(left), false, "somebody has to end it");
  const [over] = when(left, check, NOW + LIVE_EMPTY_MS).events;
  assertEquals(over?.type === "LiveStopped" && over.end, "empty");
});
