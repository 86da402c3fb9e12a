import { assertEquals } from "@std/assert";
import type { Publish, Right } from "../../protocol/mod.ts";
import type { Fact } from "./facts.ts";
import { PRODUCERS_PER_PEER_MAX } from "./state.ts";
import {
  AUDIO,
  by,
  CREATED,
  DTLS,
  given,
  joined,
  opened,
  placed,
  refusalOf,
  VIDEO,
  when,
} from "./testing/given.ts";

const seated = given(CREATED, joined("a"), placed());
const mic = { key: "mic", source: "mic", rtpParameters: AUDIO, paused: false } as const;

const publish = (over: Partial<Publish> = {}) =>
  by("a", {
    type: "publish",
    publish: { generation: 2, transports: [], producers: [mic], ...over },
  });

Deno.test("publish carries both DTLS answers and the tracks at once", () => {
  const transports = [
    { direction: "send" as const, dtls: DTLS },
    { direction: "recv" as const, dtls: DTLS },
  ];
  const { events, effects } = when(seated, publish({ transports }));
  assertEquals(events.map((event) => event.type), [
    "TransportAnswered",
    "TransportAnswered",
    "ProducerOpened",
  ]);
  assertEquals(effects, [{ type: "reconcileMedia" }]);
});

Deno.test("first DTLS answer of a transport stands", () => {
  const transports = [{ direction: "send" as const, dtls: DTLS }];
  const { room } = when(seated, publish({ transports }));
  const other = { fingerprints: [{ algorithm: "sha-256" as const, value: "CC" }] };
  const again = when(
    room,
    publish({ transports: [{ direction: "send", dtls: other }], producers: [] }),
  );
  assertEquals(again.events, []);
});

Deno.test("publish on transports of an earlier generation is refused", () => {
  assertEquals(refusalOf(seated, publish({ generation: 1 })), "stale-generation");
});

Deno.test("viewers don't publish", () => {
  const watching = given(CREATED, joined("a", { role: "viewer" }), placed());
  assertEquals(refusalOf(watching, publish()), "forbidden");
  assertEquals(when(watching, publish({ producers: [] })).events, []);
});

Deno.test("nobody sends more tracks than allowed", () => {
  const keys = Array.from({ length: PRODUCERS_PER_PEER_MAX }, (_, i) => `mic-${i}`);
  const { room } = when(seated, publish({ producers: keys.map((key) => ({ ...mic, key })) }));
  assertEquals(refusalOf(room, publish()), "too-many-producers");
});

Deno.test("sound is not taken for a picture", () => {
  const track = { ...mic, source: "cam" as const };
  assertEquals(refusalOf(seated, publish({ producers: [track] })), "invalid-rtp-parameters");
});

Deno.test("mute is a fact once", () => {
  const room = given(CREATED, joined("a"), placed(), opened("a"));
  const mute = by("a", { type: "setProducerPaused", producerId: "a:mic", paused: true });
  const muted = when(room, mute);
  assertEquals(muted.events.length, 1);
  assertEquals(when(muted.room, mute).events, []);
});

Deno.test("nobody mutes or closes the tracks of others by their ids", () => {
  const room = given(CREATED, joined("a"), joined("b"), placed(), opened("b"));
  const mute = by("a", { type: "setProducerPaused", producerId: "b:mic", paused: true });
  assertEquals(refusalOf(room, mute), "unknown-producer");
  assertEquals(when(room, by("a", { type: "closeProducer", producerId: "b:mic" })).events, []);
});

Deno.test("close that comes twice closes once", () => {
  const room = given(CREATED, joined("a"), placed(), opened("a", "cam", { rtpParameters: VIDEO }));
  const close = by("a", { type: "closeProducer", producerId: "a:cam" });
  const closed = when(room, close);
  assertEquals(closed.events.length, 1);
  assertEquals(when(closed.room, close).events, []);
});

const without = (...revoked: Right[]): Fact => ({
  type: "RightsChanged",
  peerId: "a",
  rights: { granted: [], revoked },
  by: { kind: "room" },
});

Deno.test("each track needs the right to its source", () => {
  const tracks = [
    ["speak", mic],
    ["video", { ...mic, key: "cam", source: "cam", rtpParameters: VIDEO }],
    ["share", { ...mic, key: "screen", source: "screen", rtpParameters: VIDEO }],
  ] as const;
  for (const [right, track] of tracks) {
    const room = given(CREATED, joined("a"), placed(), without(right));
    assertEquals(refusalOf(room, publish({ producers: [track] })), "forbidden", track.source);
    const others = tracks.flatMap(([other, it]) => other === right ? [] : [it]);
    assertEquals(when(room, publish({ producers: others })).events.length, others.length);
  }
});

Deno.test("a microphone that was muted for good moves along with the room's media, muted", () => {
  const room = given(
    CREATED,
    joined("a"),
    placed(),
    opened("a", "mic", { paused: true }),
    without("speak", "video"),
    { type: "MediaLost", nodeId: "m1" },
    placed("m2"),
  );
  const { generation = 0 } = room.peers["a"] ?? {};
  const { events } = when(room, publish({ generation }));
  assertEquals(events.map((event) => event.type === "ProducerOpened" && event.paused), [true]);
  const disguised = { ...mic, source: "cam" as const, rtpParameters: VIDEO };
  assertEquals(refusalOf(room, publish({ generation, producers: [disguised] })), "forbidden");
});

Deno.test("no track is found by a name that only JavaScript knows", () => {
  for (const producerId of ["constructor", "__proto__"]) {
    const pause = by("a", { type: "setProducerPaused", producerId, paused: true });
    assertEquals(refusalOf(seated, pause), "unknown-producer");
    assertEquals(when(seated, by("a", { type: "closeProducer", producerId })).events, []);
  }
});
