import { assertEquals } from "@std/assert";
import type { NodeReply } from "../protocol/mod.ts";
import { ReplyCache } from "./reply_cache.ts";

const reply = (code: string): NodeReply => ({ v: 1, ok: false, error: { code, message: "" } });

/** Answers with the number of the call. */
function counting(keep: boolean) {
  let calls = 0;
  return () => Promise.resolve({ reply: reply(`${++calls}`), keep });
}

Deno.test("a repeat shares the answer of the first, also while that is being worked on", async () => {
  const cache = new ReplyCache(10);
  const handle = counting(true);
  const both = [cache.get("r1", "c1", handle), cache.get("r1", "c1", handle)];
  assertEquals(await Promise.all(both), [reply("1"), reply("1")]);
  assertEquals(await cache.get("r1", "c1", handle), reply("1"));
  assertEquals(await cache.get("r2", "c1", handle), reply("2"), "ids are unique in a room only");
});

Deno.test("a refusal is not remembered", async () => {
  const cache = new ReplyCache(10);
  const handle = counting(false);
  await cache.get("r1", "c1", handle);
  assertEquals(await cache.get("r1", "c1", handle), reply("2"));
});

Deno.test("the oldest answers are forgotten, and those of rooms that are gone", async () => {
  const cache = new ReplyCache(2);
  const handle = counting(true);
  for (const id of ["c1", "c2", "c3"]) await cache.get("r1", id, handle);
  assertEquals(await cache.get("r1", "c3", handle), reply("3"));
  assertEquals(await cache.get("r1", "c1", handle), reply("4"));
  cache.forget(["r1"]);
  assertEquals(await cache.get("r1", "c3", handle), reply("5"));
});
