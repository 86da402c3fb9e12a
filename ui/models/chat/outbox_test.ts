import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import type { ChatMessage, MeetingCommand } from "../../../protocol/mod.ts";
import { LinkDown, Refusal } from "../../link/errors.ts";
import { createOutbox, OUTBOX_MAX } from "./outbox.ts";

const SELF = "me-00000000000000";

interface Given {
  readonly command: MeetingCommand;
  readonly id: number;
  readonly answer: PromiseWithResolvers<unknown>;
}

function setUp(isUp = true) {
  const messages = signal<readonly ChatMessage[]>([]);
  const up = signal(isUp);
  const given: Given[] = [];
  let ids = 0;
  const outbox = createOutbox({
    selfId: SELF,
    messages,
    isUp: up,
    give(command, id) {
      const answer = Promise.withResolvers<unknown>();
      given.push({ command, id, answer });
      return answer.promise;
    },
    claimId: () => ++ids,
    now: () => 0,
    random: () => 0,
  });
  const arrive = (id: number, text: string) =>
    messages.value = [...messages.peek(), { id, from: SELF, name: "Me", at: 0, text }];
  return {
    outbox,
    given,
    up,
    arrive,
    states: () => outbox.outgoing.peek().map(({ letter, state }) => `${letter.text} ${state}`),
    [Symbol.dispose]: () => outbox.dispose(),
  };
}

/** Lets everything that was answered be taken in. */
const settled = () =>
  new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(0))))
    .then(() => new Promise((resolve) => setTimeout(resolve, 0)));

Deno.test("messages go one after the other, each until it is seen", async () => {
  using set = setUp();
  set.outbox.send({ text: "a" });
  set.outbox.send({ text: "b" });
  await settled();
  assertEquals(set.given.length, 1);
  set.given[0]?.answer.resolve({});
  await settled();
  assertEquals(set.states(), ["a sent", "b waiting"]);
  assertEquals(set.given.length, 2);
  set.arrive(7, "a");
  assertEquals(set.states(), ["b waiting"]);
});

Deno.test("after a lost connection the same command is given again, under the same id", async () => {
  using set = setUp();
  set.outbox.send({ text: "a" });
  await settled();
  set.up.value = false;
  set.given[0]?.answer.reject(new LinkDown("gone"));
  await settled();
  assertEquals(set.states(), ["a waiting"]);
  set.up.value = true;
  await until(() => set.given.length === 2);
  assertEquals(set.given[1]?.id, set.given[0]?.id);
});

Deno.test("what had arrived in spite of it is not sent again", async () => {
  using set = setUp();
  set.outbox.send({ text: "a" });
  await settled();
  set.up.value = false;
  set.given[0]?.answer.reject(new LinkDown("gone"));
  set.up.value = true;
  set.arrive(7, "a");
  await settled();
  assertEquals(set.states(), []);
  assertEquals(set.given.length, 1);
});

Deno.test("a refused message stays, says why, lets others pass and can be tried again", async () => {
  using set = setUp();
  set.outbox.send({ text: "a" });
  set.outbox.send({ text: "b" });
  await settled();
  set.given[0]?.answer.reject(new Refusal({ code: "forbidden", message: "no" }));
  await settled();
  assertEquals(set.outbox.outgoing.peek()[0]?.reason, "forbidden");
  assertEquals(set.states(), ["a failed", "b waiting"]);
  set.given[1]?.answer.resolve({});
  set.outbox.retry(1);
  await settled();
  assertEquals(set.given.map(({ id }) => id), [1, 2, 3]);
});

Deno.test("written while the room is out of reach, it goes when that is back", async () => {
  using set = setUp(false);
  set.outbox.send({ text: "a" });
  await settled();
  assertEquals(set.given.length, 0);
  set.up.value = true;
  await settled();
  assertEquals(set.given.length, 1);
});

Deno.test("messages on their way are bounded", () => {
  using set = setUp(false);
  for (let index = 0; index < OUTBOX_MAX; index++) {
    assertEquals(set.outbox.send({ text: "a" }), true);
  }
  assertEquals(set.outbox.send({ text: "a" }), false);
});

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await settled();
}
