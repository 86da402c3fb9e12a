/** What those who lead do about others: it holds at the media node, whatever a client does. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { CloseCode, type MeetingCommand, producerId } from "../../protocol/mod.ts";
import { ownerOf } from "../faults/owner.ts";
import { RefusedError } from "../harness/client_socket.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { untilStill } from "../harness/still.ts";
import { until, untilRisen } from "../harness/until.ts";
import { type Scenario, scenarios, withTails } from "./table.ts";

/** Enough to know that a stream flows, not just that a packet came. */
const PACKETS = 10;

const list: Scenario[] = [
  {
    name:
      "who is muted for good is silent, though the client goes on sending, until asked to speak",
    async run(stack) {
      await using pair = await Pair.join(stack);
      const { hanna, bruno } = pair;
      await pair.command({ type: "mute", peerId: bruno.peerId, mayUnmute: false });
      await pair.untilSilent();
      const unmute = { producerId: producerId(bruno.peerId, "mic"), paused: false };
      const refused = await assertRejects(
        () => bruno.socket.request("setProducerPaused", unmute),
        RefusedError,
      );
      assertEquals(refused.code, "forbidden");
      await untilRisen("the camera goes on", () => hanna.packetsFrom(bruno, "cam"), PACKETS);

      await pair.command({ type: "askToUnmute", peerId: bruno.peerId });
      const asked = () =>
        bruno.socket.frames.some((frame) =>
          frame.type === "room" && frame.changes.some(({ type }) => type === "UnmuteAsked")
        );
      await until("bruno is asked", asked);
      await bruno.socket.request("setProducerPaused", unmute);
      await untilRisen("bruno is heard", () => hanna.packetsFrom(bruno, "mic"), PACKETS);
    },
  },
  {
    name: "a meeting in which participants may neither speak nor show themselves is one at once",
    async run(stack) {
      await using pair = await Pair.join(stack);
      const { hanna, bruno } = pair;
      await pair.command({ type: "muteAll", mayUnmute: false });
      await pair.untilSilent();
      const rights = { participant: ["chat" as const] };
      await pair.command({ type: "changeSettings", settings: { rights } });
      const cam = producerId(bruno.peerId, "cam");
      await until("the camera has ended", () => hanna.roster.producer(cam) === undefined);
      const refused = await assertRejects(() => bruno.open("screen"), RefusedError);
      assertEquals(refused.code, "forbidden");
      await untilRisen("the host is heard", () => bruno.packetsFrom(hanna, "mic"), PACKETS);
    },
  },
  {
    name: "who is removed for good is out, with the browser, and nothing of theirs is forwarded",
    async run(stack) {
      await using pair = await Pair.join(stack);
      const { hanna, bruno } = pair;
      await pair.command({ type: "stopSource", peerId: bruno.peerId, source: "cam" });
      const cam = producerId(bruno.peerId, "cam");
      await until("the camera has ended", () => hanna.roster.producer(cam) === undefined);
      await pair.command({ type: "remove", peerId: bruno.peerId, block: true });
      const { code } = await bruno.socket.untilClosed();
      assertEquals([code, bruno.bye], [CloseCode.ended, "blocked"]);
      await until("hanna is alone", () => hanna.roster.peers.length === 1);
      await until("nothing of it is received", () => hanna.consumers.length === 0);
      const error = await assertRejects(
        () => Participant.join({ gateway: stack.gateway(1), ticket: bruno.ticket }),
        RefusedError,
      );
      assertEquals(error.code, "blocked");
      await assertRejects(() => bruno.resume(stack.gateway(2)), RefusedError);
    },
  },
];

scenarios("moderation", list);

/** The sanitizers are off for the reason given at `scenarios` in `table.ts`. */
Deno.test({
  name: "who was muted for good stays silent when the room's owner dies, and when its media move",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 3, gateways: 1, mediaNodes: 2 });
    await withTails(stack, async () => {
      await using pair = await Pair.join(stack);
      const { hanna, bruno } = pair;
      await pair.command({ type: "mute", peerId: bruno.peerId, mayUnmute: false });
      await pair.untilSilent();
      await stack.kill(await ownerOf(stack, hanna.joined.roomId));
      await ownerOf(stack, hanna.joined.roomId);
      await pair.untilSilent();
      await stack.kill(stack.mediaNodeAt(hanna.mediaPort));
      await untilRisen(
        "the camera is seen again",
        () => hanna.packetsFrom(bruno, "cam"),
        PACKETS,
        20_000,
      );
      await pair.untilSilent();
      const unmute = { producerId: producerId(bruno.peerId, "mic"), paused: false };
      await assertRejects(() => bruno.socket.request("setProducerPaused", unmute), RefusedError);
    });
  },
});

/** A host and a guest who hear and see each other. */
class Pair implements AsyncDisposable {
  private constructor(readonly hanna: Participant, readonly bruno: Participant) {}

  static async join(stack: Stack): Promise<Pair> {
    const host = await createMeeting(stack.gateway(0));
    const guest = await requestTicket(stack.gateway(0), host.code);
    const hanna = await Participant.join({ gateway: stack.gateway(0), ticket: host });
    const bruno = await Participant.join({ gateway: stack.gateway(1), ticket: guest });
    for (const [to, from] of [[hanna, bruno], [bruno, hanna]] as const) {
      await untilRisen(`${to.peerId} hears`, () => to.packetsFrom(from, "mic"), PACKETS);
      await untilRisen(`${to.peerId} sees`, () => to.packetsFrom(from, "cam"), PACKETS);
    }
    return new Pair(hanna, bruno);
  }

  /** As the host. */
  async command(command: MeetingCommand): Promise<void> {
    await this.hanna.socket.request("command", { command });
  }

  /** While the guest's client sends on, and its picture comes, no sound of it is forwarded. */
  async untilSilent(): Promise<void> {
    const { hanna, bruno } = this;
    const sent = () => bruno.sent["mic"] ?? 0;
    const sentBefore = sent();
    await untilStill("what is heard of the guest", () => hanna.packetsFrom(bruno, "mic"), {
      flows: () => hanna.packetsFrom(bruno, "cam"),
      by: PACKETS,
    });
    assert(sent() > sentBefore, "its client went on");
    const mic = producerId(bruno.peerId, "mic");
    await until("it is seen to be muted", () => hanna.roster.producer(mic)?.paused !== false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hanna[Symbol.asyncDispose]();
    await this.bruno[Symbol.asyncDispose]();
  }
}
