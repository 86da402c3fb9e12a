/** Chat: once, in order, and to nobody else. */
import { assertEquals, assertRejects } from "@std/assert";
import type { MeetingCommand } from "../../protocol/mod.ts";
import { RefusedError } from "../harness/client_socket.ts";
import type { LightSession } from "../harness/light_session.ts";
import { commandRoom } from "../harness/meetings.ts";
import { message, People, textsOf } from "../harness/people.ts";
import { readRoomLog } from "../harness/room_log.ts";
import { until } from "../harness/until.ts";
import { type Scenario, scenarios } from "./table.ts";

const EACH = 8;
/** More than a gateway takes at once of one client. */
const FLOOD = 30;

const list: Scenario[] = [
  {
    name: "what three people write at the same time stands in the same order for all, once",
    async run(stack) {
      await using people = await People.meet(stack);
      await people.enter("Ann");
      await people.enter("Bob");
      await Promise.all(people.all.map(async (session, index) => {
        for (let i = 0; i < EACH; i++) await session.say(message(`${index}.${i}`));
      }));
      await people.untilAllKnow();
      const [first = [], ...others] = people.all.map(textsOf);
      assertEquals(first.length, people.all.length * EACH);
      for (const other of others) assertEquals(other, first);
      for (const index of people.all.keys()) {
        const own = first.filter((text) => text.startsWith(`${index}.`));
        assertEquals(own, Array.from({ length: EACH }, (_, i) => `${index}.${i}`));
      }
    },
  },
  {
    name: "who was away for three messages finds them on another gateway, once",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      await people.host.say(message("before"));
      await people.untilAllKnow();
      await ann.socket.close();
      for (const text of ["one", "two", "three"]) await people.host.say(message(text));
      const resumed = await ann.resume(people.gateway(2));
      const missed = resumed.missed?.changes.filter(({ type }) => type === "MessageSent");
      assertEquals(missed?.length, 3);
      await people.host.say(message("after"));
      await people.untilAllKnow();
      assertEquals(textsOf(ann), ["before", "one", "two", "three", "after"]);
    },
  },
  {
    name: "a message whose answer was lost is said again elsewhere, and stands there once",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      const id = ann.socket.nextId;
      // Whether it got there and whether the answer came back is left to chance, as in life.
      const perhaps = ann.say(message("said once")).catch(() => {});
      await ann.socket.close();
      await perhaps;
      await ann.resume(people.gateway(2));
      await ann.say(message("said once"), id);
      await people.untilAllKnow();
      assertEquals(textsOf(people.host), ["said once"]);
    },
  },
  {
    name: "what two people say to each other is in no frame of anybody else",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      const bob = await people.enter("Bob");
      await ann.say(message("a secret word", bob.peerId));
      const messageId = await idOf(bob, "a secret word");
      await bob.say({ type: "reactToMessage", messageId, emoji: "🤫", on: true });
      await ann.say({ type: "editMessage", messageId, text: "another secret word" });
      await ann.say({ type: "typing", to: bob.peerId });
      await until("bob sees that ann types", () => bob.signals.length, (count) => count === 1);
      await people.host.socket.close();
      await people.host.resume(people.gateway(1));
      await people.host.say(message("hello"));
      await people.untilAllKnow();
      assertEquals(textsOf(bob), ["another secret word", "hello"]);
      assertEquals(bob.roster.meeting.messages[0]?.reactions, { "🤫": [bob.peerId] });
      const { meeting } = await people.host.ask();
      const heard = JSON.stringify([people.host.socket.frames, people.host.joined, meeting]);
      for (const word of ["secret", "🤫", "typing"]) {
        assertEquals(heard.includes(word), false, word);
      }
      const late = await people.enter("Late");
      assertEquals(JSON.stringify(late.joined).includes("secret"), false);
      const forbidden = { type: "deleteMessage", messageId } as const;
      assertEquals(await codeOf(people.host.say(forbidden)), "unknown-message");
    },
  },
  {
    name: "who comes late finds what was said; edited, deleted and reacted to as it is now",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      for (const text of ["helo", "wrong", "right"]) await ann.say(message(text));
      const helo = await idOf(people.host, "helo");
      const wrong = await idOf(people.host, "wrong");
      await ann.say({ type: "editMessage", messageId: helo, text: "hello" });
      await people.host.say({ type: "deleteMessage", messageId: wrong });
      await people.host.say({ type: "reactToMessage", messageId: helo, emoji: "👋", on: true });
      assertEquals(
        await codeOf(people.host.say({ type: "editMessage", messageId: helo, text: "x" })),
        "forbidden",
      );
      await people.untilAllKnow();
      const late = await people.enter("Late");
      assertEquals(textsOf(late), ["hello", "", "right"]);
      assertEquals(late.roster.meeting.messages, ann.roster.meeting.messages);
    },
  },
  {
    name: "typing and reactions are seen at once and stand in no log",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      await ann.say({ type: "typing" });
      await ann.say({ type: "react", emoji: "🎉" });
      const { peerId } = ann;
      for (const { signals } of people.all) {
        const seen = await until("two signals", () => [...signals], ({ length }) => length === 2);
        assertEquals(seen, [{ type: "typing", peerId }, { type: "reaction", peerId, emoji: "🎉" }]);
      }
      await ann.say(message("written at last"));
      const log = JSON.stringify(await readRoomLog(stack.bus, people.roomId));
      const found = ["written at last", "typing", "🎉"].map((word) => log.includes(word));
      assertEquals(found, [true, false, false]);
    },
  },
  {
    name: "who floods the chat is slowed down and stays in",
    async run(stack) {
      await using people = await People.meet(stack);
      const said = await Promise.allSettled(
        Array.from({ length: FLOOD }, (_, i) => people.host.say(message(`${i}`))),
      );
      const refused = said.flatMap((one) => one.status === "rejected" ? [one.reason.code] : []);
      assertEquals(new Set(refused), new Set(["rate-limited"]));
      await people.untilAllKnow();
      assertEquals(textsOf(people.host).length, FLOOD - refused.length);
      assertEquals(people.host.socket.closed, undefined);
    },
  },
  {
    name: "a service speaks to all, and hands a file over to its sender",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      const file = {
        id: "file-0123456789abcdef",
        name: "plan.pdf",
        mediaType: "application/pdf",
        sizeBytes: 1_000,
        thumbnail: false,
      };
      const send: MeetingCommand = { type: "sendMessage", text: "", files: [file.id] };
      assertEquals(await codeOf(ann.say(send)), "unknown-file");
      const ready = await commandRoom(stack, people.roomId, {
        type: "fileReady",
        file,
        by: ann.peerId,
      });
      assertEquals(ready.ok, true);
      assertEquals(await codeOf(people.host.say(send)), "unknown-file");
      await ann.say(send);
      await commandRoom(stack, people.roomId, message("from a service"));
      await people.untilAllKnow();
      const [first, second] = people.host.roster.meeting.messages;
      assertEquals(first?.files, [file]);
      assertEquals([second?.from, second?.name, second?.text], [null, "harness", "from a service"]);
    },
  },
];

async function idOf(session: LightSession, text: string): Promise<number> {
  const found = await until(
    `somebody reads "${text}"`,
    () => session.roster.meeting.messages.find((one) => one.text === text)?.id ?? 0,
  );
  return found;
}

async function codeOf(said: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => said, RefusedError)).code;
}

scenarios("chat", list);
