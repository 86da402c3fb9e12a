/** Invariant 7: once commands stop, every client's roster equals the actor's. */
import { assertEquals } from "@std/assert";
import type { MeetingTicket, PeerView } from "../../protocol/mod.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import type { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { pick, seeded } from "./random.ts";
import { type Scenario, scenarios } from "./table.ts";

const PARTICIPANTS = 5;
const ACTIONS = 100;
const SEED = 20_261_121;
/** Actions under way at once: news overtake answers. */
const AT_ONCE = 4;

const ACTIONS_BY_NAME = {
  mute: (p: Participant) => p.setPaused("mic", true),
  unmute: (p: Participant) => p.setPaused("mic", false),
  share: (p: Participant) => p.open("screen"),
  // Refused where nothing is shared: a refusal must not disturb anybody's view either.
  unshare: (p: Participant) => p.close("screen").catch(() => {}),
  drop: (p: Participant) => p.drop(),
} as const;
type ActionName = keyof typeof ACTIONS_BY_NAME | "rejoin";

/** What happens, and how often it is picked. */
const CHOICES: readonly ActionName[] = [
  ...Array<ActionName>(5).fill("mute"),
  ...Array<ActionName>(5).fill("unmute"),
  ...Array<ActionName>(3).fill("share"),
  ...Array<ActionName>(3).fill("unshare"),
  ...Array<ActionName>(2).fill("drop"),
  "rejoin",
];

/** A seat and who sits in it now; its actions run one after the other. */
class Seat {
  readonly #stack: Stack;
  readonly #ticket: MeetingTicket;
  readonly #random: () => number;
  #participant: Participant;

  private constructor(
    stack: Stack,
    ticket: MeetingTicket,
    { random, participant }: { random: () => number; participant: Participant },
  ) {
    this.#stack = stack;
    this.#ticket = ticket;
    this.#random = random;
    this.#participant = participant;
  }

  static async take(stack: Stack, ticket: MeetingTicket, random: () => number): Promise<Seat> {
    const participant = await Seat.#join(stack, ticket, random);
    return new Seat(stack, ticket, { random, participant });
  }

  static #join(stack: Stack, ticket: MeetingTicket, random: () => number): Promise<Participant> {
    const gateway = pick(stack.gateways, random);
    return Participant.join({ gateway, ticket, sources: ["mic"] });
  }

  get participant(): Participant {
    return this.#participant;
  }

  async act(action: ActionName): Promise<void> {
    if (action === "rejoin") {
      const former = this.#participant;
      this.#participant = await Seat.#join(this.#stack, this.#ticket, this.#random);
      return await former[Symbol.asyncDispose]();
    }
    await ACTIONS_BY_NAME[action](this.#participant);
    if (action === "drop") await this.#participant.resume(pick(this.#stack.gateways, this.#random));
  }
}

const list: Scenario[] = [{
  name: `five people do ${ACTIONS} things at random (seed ${SEED}), and all see the same`,
  async run(stack) {
    const random = seeded(SEED);
    const host = await createMeeting(stack.gateway(0));
    const seats = [await Seat.take(stack, host, random)];
    try {
      while (seats.length < PARTICIPANTS) {
        const ticket = await requestTicket(stack.gateway(0), host.code);
        seats.push(await Seat.take(stack, ticket, random));
      }
      for (let done = 0; done < ACTIONS; done += AT_ONCE) {
        const actors = new Set(Array.from({ length: AT_ONCE }, () => pick(seats, random)));
        await Promise.all([...actors].map((seat) => seat.act(pick(CHOICES, random))));
      }
      const participants = seats.map(({ participant }) => participant);
      // The owner is asked anew each time: what nodes do for the room is counted too, at their own pace.
      const { snapshot } = await until(
        "all are where the owner is",
        async () => ({
          snapshot: await participants[0]?.ask(),
          revs: participants.map(({ roster }) => roster.rev),
        }),
        ({ snapshot, revs }) => revs.every((rev) => rev === snapshot?.rev),
      );
      for (const { roster } of participants) {
        assertEquals(byId(roster.peers), byId(snapshot?.peers ?? []));
      }
    } finally {
      await Promise.all(seats.map(({ participant }) => participant[Symbol.asyncDispose]()));
    }
  },
}];

function byId(peers: readonly PeerView[]): PeerView[] {
  const order = <T extends { id: string }>(items: readonly T[]) =>
    items.toSorted((a, b) => a.id < b.id ? -1 : 1);
  return order(peers).map((peer) => ({ ...peer, producers: order(peer.producers) }));
}

scenarios("views", list);
