/** Breakouts: people are parted and come together again, and nothing leaks between. */
import { assertEquals } from "@std/assert";
import type { BreakoutId, MeetingCommand, MeetingTicket, PeerId } from "../../protocol/mod.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { type Gateway, Stack } from "../harness/stack.ts";
import { untilStill } from "../harness/still.ts";
import { until, untilRisen } from "../harness/until.ts";
import { ownerOf } from "../faults/owner.ts";
import { type Scenario, scenarios, withTails } from "./table.ts";

/** Enough to know that a stream flows, not just that a packet came. */
const PACKETS = 10;
const DURATION_MS = 2_000;
/** The owner dies in it, and another has to know when it ends; time for a busy machine to look meanwhile. */
const DURATION_OVER_A_DEATH_MS = 12_000;
/** Of a busy machine, with twelve pairs of people. */
const RETURN_LIMIT_MS = 60_000;

const list: Scenario[] = [
  {
    name: "nobody receives anything of another breakout, whatever they say that they show",
    async run(stack) {
      await using class_ = await Class.join(stack);
      const { host, guests } = class_;
      const generations = class_.all.map(({ generation }) => generation);
      await class_.plan();
      await class_.command({ type: "openBreakouts" });
      await class_.untilAt([null, "b1", "b1", "b2"]);
      await class_.untilParted();
      // From the main room to a breakout and on to another: what was left behind is silent.
      const [first] = guests;
      await class_.command({ type: "enterBreakout", breakoutId: "b1" });
      await class_.untilAt(["b1", "b1", "b1", "b2"]);
      await class_.untilParted();
      await class_.command({ type: "assignBreakouts", assigned: { [first.peerId]: "b2" } });
      await class_.untilAt(["b1", "b2", "b1", "b2"]);
      await class_.untilParted();
      await class_.command({ type: "closeBreakouts", graceMs: 0 });
      await class_.untilAt([null, null, null, null]);
      await class_.untilParted();
      assertEquals(class_.all.map(({ generation }) => generation), generations, "transports stay");
      await untilRisen("the host sees", () => host.packetsFrom(first, "cam"), PACKETS);
    },
  },
  {
    name: "when the time is over everybody returns without anybody's word",
    async run(stack) {
      await using class_ = await Class.join(stack);
      await class_.plan();
      await class_.command({ type: "openBreakouts", durationMs: DURATION_MS });
      await class_.untilTold([null, "b1", "b1", "b2"]);
      await class_.untilAt([null, null, null, null], RETURN_LIMIT_MS);
      await class_.untilParted();
    },
  },
  {
    name: "who leaves and comes back is in the breakout they left",
    async run(stack) {
      await using class_ = await Class.join(stack);
      const [first, second] = class_.guests;
      await class_.plan();
      await class_.command({ type: "openBreakouts" });
      await class_.untilAt([null, "b1", "b1", "b2"]);
      await first.leave();
      await using back = await Participant.join({
        gateway: stack.gateway(0),
        ticket: first.ticket,
      });
      const { peers } = back.joined.snapshot;
      assertEquals(peers.find(({ id }) => id === back.peerId)?.breakout, "b1");
      await untilRisen("they hear their group", () => back.packetsFrom(second, "mic"), PACKETS);
      assertEquals(back.packetsFrom(class_.host, "mic"), 0);
    },
  },
];

scenarios("breakouts", list);

/** The sanitizers are off for the reason given at `scenarios` in `table.ts`. */
Deno.test({
  name: "breakouts outlive the owner of their room, and end at their time",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using stack = await Stack.start({ controlHosts: 3, mediaNodes: 2 });
    await withTails(stack, () => outlive(stack));
  },
});

async function outlive(stack: Stack): Promise<void> {
  const ticket = await createMeeting(stack.gateway(0));
  const owner = await ownerOf(stack, ticket.roomId);
  // On gateways of other hosts, so that only the room's owner is lost.
  const gateways = stack.gateways.filter(({ name }) => name !== owner);
  await using class_ = await Class.join(stack, { ticket, gateways });
  await class_.plan();
  await class_.command({ type: "openBreakouts", durationMs: DURATION_OVER_A_DEATH_MS });
  const openedAt = performance.now();
  await class_.untilAt([null, "b1", "b1", "b2"]);
  await stack.kill(owner, "SIGKILL");
  await until("another owns the room", () => ownerOf(stack, ticket.roomId), (now) => now !== owner);
  assertEquals(class_.places(class_.host), [null, "b1", "b1", "b2"]);
  await class_.untilParted();
  await class_.untilAt([null, null, null, null], RETURN_LIMIT_MS);
  const lastedMs = performance.now() - openedAt;
  assertEquals(lastedMs > DURATION_OVER_A_DEATH_MS - 500, true, `closed after ${lastedMs} ms`);
  await class_.untilParted();
}

/** A host and three guests, all sending sound and pictures and claiming to show everybody's. */
class Class implements AsyncDisposable {
  readonly host: Participant;
  readonly guests: readonly [Participant, Participant, Participant];

  private constructor(host: Participant, guests: Class["guests"]) {
    this.host = host;
    this.guests = guests;
  }

  static async join(
    stack: Stack,
    { ticket: given, gateways = stack.gateways }: {
      ticket?: MeetingTicket;
      gateways?: readonly Gateway[];
    } = {},
  ): Promise<Class> {
    const at = (index: number) => gateways[index % gateways.length] ?? stack.gateway(0);
    const ticket = given ?? await createMeeting(at(0));
    const enter = async (index: number) => {
      const guest = await requestTicket(at(index), ticket.code);
      return await Participant.join({ gateway: at(index), ticket: guest });
    };
    const host = await Participant.join({ gateway: at(0), ticket });
    const class_ = new Class(host, [await enter(1), await enter(2), await enter(3)]);
    await Promise.all(class_.all.map((participant) => participant.untilConnected()));
    await class_.untilParted();
    return class_;
  }

  get all(): readonly Participant[] {
    return [this.host, ...this.guests];
  }

  /** Two guests to the first breakout and one to the second. */
  async plan(): Promise<void> {
    const [a, b, c] = this.guests;
    await this.command({
      type: "planBreakouts",
      names: ["One", "Two"],
      assign: "none",
      choose: true,
    });
    const assigned = { [a.peerId]: "b1", [b.peerId]: "b1", [c.peerId]: "b2" };
    await this.command({ type: "assignBreakouts", assigned });
  }

  /** The host asks for something. */
  async command(command: MeetingCommand): Promise<void> {
    await this.host.socket.request("command", { command });
  }

  /** Where somebody believes everybody to be. */
  places(reader: Participant): (BreakoutId | null)[] {
    const of = (peerId: PeerId) => reader.roster.peer(peerId)?.breakout ?? null;
    return this.all.map(({ peerId }) => of(peerId));
  }

  async untilAt(places: readonly (BreakoutId | null)[], limitMs?: number): Promise<void> {
    await until(
      `everybody knows everybody at ${JSON.stringify(places)}`,
      () => this.all.map((reader) => JSON.stringify(this.places(reader))),
      (seen) => seen.every((known) => known === JSON.stringify(places)),
      limitMs,
    );
  }

  /** Everybody was told of that, even if it is over. */
  async untilTold(places: readonly (BreakoutId | null)[]): Promise<void> {
    const moved = this.all.flatMap(({ peerId }, at) =>
      places[at] ? [[peerId, places[at]] as const] : []
    );
    const wasTold = ({ socket }: Participant) =>
      socket.frames.some((frame) =>
        frame.type === "room" &&
        frame.changes.some((change) =>
          change.type === "PeersMoved" && moved.every(([id, to]) => change.moved[id] === to)
        )
      );
    await until(
      "everybody is told where all go",
      () => this.all.map(wasTold),
      (told) => told.every(Boolean),
    );
  }

  /** Sound and pictures flow between those who are together, and between nobody else. */
  async untilParted(): Promise<void> {
    const places = this.places(this.host);
    const pairs = this.all.flatMap((to, t) =>
      this.all.flatMap((from, f) => t === f ? [] : [{ to, from, near: places[t] === places[f] }])
    );
    const keys = ["mic", "cam"] as const;
    const count = (near: boolean) =>
      pairs.filter((pair) => pair.near === near)
        .flatMap(({ to, from }) => keys.map((key) => to.packetsFrom(from, key)));
    const apart = () => count(false).reduce((sum, packets) => sum + packets, 0);
    const start = count(true);
    const least = () => Math.min(...count(true).map((packets, at) => packets - (start[at] ?? 0)));
    // What was on its way may still come; from then on not one packet more may.
    await untilStill("what flows between breakouts", apart, {
      flows: least,
      by: PACKETS,
      limitMs: RETURN_LIMIT_MS,
    });
    const leaked = apart();
    await untilRisen("what flows within breakouts", least, PACKETS, RETURN_LIMIT_MS);
    assertEquals(apart(), leaked, "packets came from another breakout");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.all.map((participant) => participant[Symbol.asyncDispose]()));
  }
}
