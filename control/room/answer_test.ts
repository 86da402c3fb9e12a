import { assert, assertEquals } from "@std/assert";
import { Unanswerable } from "../actor/mod.ts";
import { answer } from "./answer.ts";
import { by, byService, CREATED, EVERYTHING, given, joined, NO_VIEW } from "./testing/given.ts";

const questions = [
  by("a", { type: "join", name: "a", capabilities: EVERYTHING, view: NO_VIEW }),
  by("a", { type: "resume", rev: 0, view: NO_VIEW }),
  by("a", { type: "sync" }),
  byService({ type: "authorize", peerId: "a", sessionId: "s-a" }),
];

function codeOf(result: unknown): string {
  assert(result instanceof Unanswerable);
  return result.code;
}

Deno.test("who has left is told nothing of the room, though the question was accepted once", () => {
  const room = given(CREATED, joined("a"), joined("b"), {
    type: "PeerLeft",
    peerId: "a",
    reason: "removed",
  });
  assertEquals(questions.map((question) => codeOf(answer(room, question))), [
    "not-joined",
    "not-joined",
    "not-joined",
    "not-joined",
  ]);
});

Deno.test("a session whose seat another one took is told nothing either", () => {
  const room = given(CREATED, joined("a"), joined("a", { sessionId: "s-new" }));
  for (const question of questions) {
    assertEquals(codeOf(answer(room, question)), "session-replaced");
  }
});
