import { assertEquals } from "@std/assert";
import type { Forwarding } from "../../protocol/mod.ts";
import { CREATED, given, joined, placed } from "../room/testing/given.ts";
import { receptionOf } from "./receptions.ts";

const FLOWS: Forwarding = { layers: { spatial: 1 }, withheld: false, score: 10 };
const WITHHELD: Forwarding = { layers: null, withheld: true, score: 10 };

Deno.test("a client is told of the video it gets by the names it knows", () => {
  const room = given(CREATED, placed(), joined("a"), joined("b"));
  const generation = room.peers["b"]?.generation ?? 0;
  const told = receptionOf(room, {
    transportId: `b:recv:${generation}`,
    streams: [
      { consumerId: `b:${generation}:a:cam:7`, forwarding: FLOWS },
      { consumerId: `b:${generation}:a:screen:9`, forwarding: WITHHELD },
    ],
  });
  assertEquals(told, {
    sessionId: room.peers["b"]?.sessionId ?? "",
    reception: {
      type: "reception",
      generation,
      streams: [
        { producerId: "a:cam", forwarding: FLOWS },
        { producerId: "a:screen", forwarding: WITHHELD },
      ],
    },
  });
});

Deno.test("nobody is told of a transport that is nobody's any more", () => {
  const room = given(CREATED, placed(), joined("a"));
  assertEquals(receptionOf(room, { transportId: "a:recv:99", streams: [] }), undefined);
  assertEquals(receptionOf(room, { transportId: "gone:recv:1", streams: [] }), undefined);
});
