import { assertEquals } from "@std/assert";
import { CREATED, given, joined, opened, placed } from "../room/testing/given.ts";
import { FLOOR_AFTER_MS, RecentSpeech } from "./recent_speech.ts";

Deno.test("who spoke last comes first", () => {
  const speech = new RecentSpeech();
  assertEquals(speech.heard(["a:mic:2"], 0), true);
  assertEquals(speech.heard(["b:mic:3", "a:mic:2"], 250), true);
  assertEquals(speech.speech.recent, ["b:mic", "a:mic"]);
  assertEquals(speech.heard(["a:mic:2", "b:mic:3"], 500), false, "the same people");
});

Deno.test("the floor goes to who is the loudest for a while", () => {
  const speech = new RecentSpeech();
  speech.heard(["a:mic:2"], 0);
  assertEquals(speech.speech.speaker, undefined);
  assertEquals(speech.heard(["a:mic:2"], FLOOR_AFTER_MS), true);
  assertEquals(speech.speech.speaker, "a");
  speech.heard(["b:mic:3"], FLOOR_AFTER_MS + 250);
  assertEquals(speech.speech.speaker, "a", "a cough");
});

Deno.test("a microphone that is opened is heard from the first word", () => {
  const facts = [CREATED, placed(), joined("a"), joined("b"), opened("a")];
  const speech = new RecentSpeech();
  speech.follow(given(...facts));
  assertEquals(speech.speech.recent, [], "those that are open when an owner takes over are alike");
  speech.follow(given(...facts, opened("b")));
  assertEquals(speech.speech.recent, ["b:mic"]);
});
