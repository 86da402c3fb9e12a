/** What a call is: people come, see and hear each other, mute, close and go. */
import { assertEquals } from "@std/assert";
import { producerId } from "../../protocol/mod.ts";
import { createMeeting, findMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import type { Stack } from "../harness/stack.ts";
import { untilStill } from "../harness/still.ts";
import { until, untilRisen } from "../harness/until.ts";
import { type Scenario, scenarios } from "./table.ts";

/** Enough to know that a stream flows, not just that a packet came. */
const PACKETS = 10;

const list: Scenario[] = [
  {
    name: "a meeting is found and joined by its code",
    async run(stack) {
      const host = await createMeeting(stack.gateway(0), "Standup");
      const { code, title } = await findMeeting(stack.gateway(1), host.code);
      assertEquals({ code, title }, { code: host.code, title: "Standup" });
      const guest = await requestTicket(stack.gateway(1), code);
      assertEquals([guest.roomId, guest.role], [host.roomId, "participant"]);
      await using alice = await Participant.join({
        gateway: stack.gateway(1),
        ticket: guest,
        name: "Alice",
      });
      assertEquals(alice.roster.peers.map(({ name }) => name), ["Alice"]);
    },
  },
  {
    name: "the second to join sees the first, and both receive both's RTP",
    async run(stack) {
      await using pair = await Pair.join(stack);
      const { alice, bob } = pair;
      assertEquals(bob.joined.snapshot.peers.some(({ id }) => id === alice.peerId), true);
      await pair.untilFlowing("mic");
      await pair.untilFlowing("cam");
      assertEquals([alice.resyncs, bob.resyncs], [0, 0], "a join needs no second snapshot");
    },
  },
  {
    name: "mute and unmute are seen by all, and stop and start the packets",
    async run(stack) {
      await using pair = await Pair.join(stack);
      const { alice, bob } = pair;
      await pair.untilFlowing("mic");
      const mic = producerId(alice.peerId, "mic");
      const pausedOf = () =>
        [alice, bob].map(({ roster }) => roster.producer(mic)?.paused ?? "unknown");
      await alice.setPaused("mic", true);
      await until("all see the mute", pausedOf, (seen) => seen.every((paused) => paused === true));
      await alice.setPaused("mic", false);
      await until("all see it end", pausedOf, (seen) => seen.every((paused) => paused === false));
      await untilRisen("bob hears alice again", () => bob.packetsFrom(alice, "mic"), PACKETS);
    },
  },
  {
    name: "a track can be opened late, closed, and opened again under its name",
    async run(stack) {
      await using pair = await Pair.join(stack);
      const { alice, bob } = pair;
      const screen = producerId(alice.peerId, "screen");
      for (let round = 0; round < 2; round++) {
        await alice.open("screen");
        await until("bob sees the screen", () => bob.roster.producer(screen), Boolean);
        await untilRisen("its packets", () => bob.packetsFrom(alice, "screen"), PACKETS);
        await alice.close("screen");
        await until("bob sees it go", () => bob.roster.producer(screen), (p) => !p);
        await until(
          "bob's consumer is gone",
          () => bob.consumers.map(({ id }) => id),
          (ids) => !ids.some((id) => id.includes(":screen:")),
        );
      }
    },
  },
  {
    name: "who leaves is gone from all rosters at once",
    async run(stack) {
      await using pair = await Pair.join(stack);
      const { alice, bob } = pair;
      await alice.leave();
      await until(
        "bob is alone",
        () => bob.roster.peers.map(({ id }) => id),
        (ids) => ids.length === 1,
      );
      await until("no consumer is left", () => bob.consumers.length, (count) => count === 0);
    },
  },
  {
    name: "video flows to those who show it, and to nobody else",
    async run(stack) {
      await using pair = await Pair.join(stack);
      const { alice, bob } = pair;
      await pair.untilFlowing("cam");
      await bob.show([]);
      // What is on its way may still come; after it the count has to stand.
      await untilStill("video to bob", () => bob.packetsFrom(alice, "cam"), {
        flows: () => bob.packetsFrom(alice, "mic"),
        by: PACKETS,
      });
      const stoppedAt = bob.packetsFrom(alice, "cam");
      await untilRisen("audio meanwhile", () => bob.packetsFrom(alice, "mic"), PACKETS);
      assertEquals(bob.packetsFrom(alice, "cam"), stoppedAt);
      await bob.show([producerId(alice.peerId, "cam")]);
      await untilRisen("video to bob", () => bob.packetsFrom(alice, "cam"), PACKETS);
    },
  },
];

/** Two participants of one meeting, on different gateways where there are several. */
class Pair implements AsyncDisposable {
  readonly alice: Participant;
  readonly bob: Participant;

  private constructor(alice: Participant, bob: Participant) {
    this.alice = alice;
    this.bob = bob;
  }

  static async join(stack: Stack): Promise<Pair> {
    const ticket = await createMeeting(stack.gateway(0));
    const guest = await requestTicket(stack.gateway(1), ticket.code);
    const alice = await Participant.join({ gateway: stack.gateway(0), ticket, name: "Alice" });
    const bob = await Participant.join({ gateway: stack.gateway(1), ticket: guest, name: "Bob" });
    await Promise.all([alice.untilConnected(), bob.untilConnected()]);
    return new Pair(alice, bob);
  }

  async untilFlowing(key: string): Promise<void> {
    const { alice, bob } = this;
    await untilRisen(`alice's ${key} at bob`, () => bob.packetsFrom(alice, key), PACKETS);
    await untilRisen(`bob's ${key} at alice`, () => alice.packetsFrom(bob, key), PACKETS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.alice[Symbol.asyncDispose](), this.bob[Symbol.asyncDispose]()]);
  }
}

scenarios("a call", list);
