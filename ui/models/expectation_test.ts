import { assertEquals } from "@std/assert";
import type { Source } from "../../protocol/mod.ts";
import { peerOf } from "../link/fake_wire.ts";
import { expectationOf } from "./expectation.ts";

const peer = (source: Source, paused = false) => [{
  ...peerOf("ada"),
  producers: [{ id: "ada.1", source, paused }],
}];
const seen = () => true;
const unseen = () => false;

Deno.test("only cameras in sight bring frames all the time", () => {
  assertEquals(expectationOf("ada.1", peer("cam"), seen), "frames");
  assertEquals(expectationOf("ada.1", peer("cam"), unseen), "nothing");
  assertEquals(expectationOf("ada.1", peer("screen"), seen), "sparse");
  assertEquals(expectationOf("ada.1", peer("mic"), unseen), "sparse");
});

Deno.test("nothing is expected of what is muted or not known", () => {
  assertEquals(expectationOf("ada.1", peer("cam", true), seen), "nothing");
  assertEquals(expectationOf("bob.1", peer("cam"), seen), "nothing");
});
