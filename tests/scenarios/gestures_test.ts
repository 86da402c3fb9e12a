/** Raised hands, in their order, and what those who lead are asked for. */
import { assertEquals, assertRejects } from "@std/assert";
import type { MeetingCommand } from "../../protocol/mod.ts";
import { RefusedError } from "../harness/client_socket.ts";
import type { LightSession } from "../harness/light_session.ts";
import { People } from "../harness/people.ts";
import { until } from "../harness/until.ts";
import { type Scenario, scenarios } from "./table.ts";

const raise: MeetingCommand = { type: "raiseHand", raised: true };

/** Whose hands are up, first come first. */
function handsSeenBy({ roster }: LightSession): string[] {
  return roster.peers.filter(({ handRaisedAt }) => handRaisedAt !== undefined)
    .toSorted((a, b) => (a.handRaisedAt ?? 0) - (b.handRaisedAt ?? 0))
    .map(({ id }) => id);
}

const list: Scenario[] = [
  {
    name: "hands stand in one order for all, go down one by one and all at once",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      const bob = await people.enter("Bob");
      for (const session of [bob, people.host, ann]) await session.say(raise);
      await people.untilAllKnow();
      const order = [bob.peerId, people.host.peerId, ann.peerId];
      for (const session of people.all) assertEquals(handsSeenBy(session), order);
      const others: MeetingCommand = { type: "lowerHand", peerId: bob.peerId };
      assertEquals((await assertRejects(() => ann.say(others), RefusedError)).code, "forbidden");
      await people.host.say(others);
      await people.untilAllKnow();
      assertEquals(handsSeenBy(ann), order.slice(1));
      await people.host.say({ type: "lowerAllHands" });
      await people.untilAllKnow();
      assertEquals(handsSeenBy(ann), []);
    },
  },
  {
    name: "a hand stays up over a lost socket and goes down with who leaves",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      await ann.say(raise);
      await ann.socket.close();
      await ann.resume(people.gateway(0));
      await people.untilAllKnow();
      assertEquals(handsSeenBy(people.host), [ann.peerId]);
      await ann.socket.request("leave");
      await until("no hand is up", () => handsSeenBy(people.host), ({ length }) => length === 0);
    },
  },
  {
    name: "who may not start captions asks those who may, and nobody else hears of it",
    async run(stack) {
      await using people = await People.meet(stack);
      const ann = await people.enter("Ann");
      const bob = await people.enter("Bob");
      await ann.say({ type: "askForCaptions" });
      await until(
        "the host is asked",
        () => people.host.signals,
        (signals) =>
          signals.some((heard) => heard.type === "captions-asked" && heard.peerId === ann.peerId),
      );
      await people.host.say({ type: "changeSettings", settings: { captions: true } });
      await people.untilAllKnow();
      assertEquals(ann.roster.meeting.settings.captions, true);
      await ann.say({ type: "askForCaptions" }); // They are there.
      await people.host.say({ type: "react", emoji: "👍" });
      await until("Bob sees a reaction", () => bob.signals, ({ length }) => length > 0);
      assertEquals(bob.signals.map(({ type }) => type), ["reaction"]);
    },
  },
];

scenarios("gestures", list);
