/** A small actor for tests and benches: named tallies, with every kind of command a domain may have. */
import { z } from "zod";
import { accept, type ActorDefinition, type Decision, refuse } from "../decider.ts";
import type { ActorSubjects } from "../subjects.ts";

const Body = z.discriminatedUnion("type", [
  /** A fact; `text` makes it large. */
  z.object({ type: z.literal("add"), amount: z.int(), text: z.string().optional() }),
  /** A fact and work that reports back by `finish`. */
  z.object({ type: z.literal("order"), item: z.string() }),
  z.object({ type: z.literal("finish"), item: z.string() }),
  /** A fact watchers need not hear of. */
  z.object({ type: z.literal("hush") }),
  /** Ephemeral. */
  z.object({ type: z.literal("look") }),
  /** Faults in the definition. */
  z.object({ type: z.literal("throwInDecide") }),
  z.object({ type: z.literal("throwInEvolve") }),
  z.object({ type: z.literal("end") }),
]);

export const TallyCommand = z.object({
  v: z.literal(1),
  id: z.string().min(1).max(64),
  tallyId: z.string(),
  deadlineAt: z.int(),
  body: Body,
});
export type TallyCommand = z.infer<typeof TallyCommand>;

export const TallyEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("Added"), amount: z.int(), text: z.string().optional() }),
  z.object({ type: z.literal("Ordered"), item: z.string() }),
  z.object({ type: z.literal("Finished"), item: z.string() }),
  z.object({ type: z.literal("Hushed") }),
  z.object({ type: z.literal("Cursed") }),
  z.object({ type: z.literal("Ended") }),
]);
export type TallyEvent = z.infer<typeof TallyEvent>;

export const TallyState = z.object({
  total: z.int(),
  open: z.array(z.string()),
  ended: z.boolean(),
});
export type TallyState = z.infer<typeof TallyState>;

/** "Get the item"; idempotent by its name. */
export interface TallyEffect {
  item: string;
}

/** Beyond it `add` is refused, so that tests see a refusal that depends on the state. */
export const TOTAL_MAX = 1_000_000;

export const tally: ActorDefinition<TallyState, TallyCommand, TallyEvent, TallyEffect> = {
  kind: "tally",
  idKey: "tallyId",
  command: TallyCommand,
  event: TallyEvent,
  state: TallyState,
  initial: () => ({ total: 0, open: [], ended: false }),

  decide(state, { body }): Decision<TallyEvent, TallyEffect> {
    switch (body.type) {
      case "add": {
        if (state.total + body.amount > TOTAL_MAX) {
          return refuse("total-too-large", `Cannot add: the total is ${state.total}`);
        }
        const { amount, text } = body;
        return accept([{ type: "Added", amount, ...(text !== undefined && { text }) }]);
      }
      case "order":
        if (state.open.includes(body.item)) return accept([], [{ item: body.item }]);
        return accept([{ type: "Ordered", item: body.item }], [{ item: body.item }]);
      case "finish":
        return accept(
          state.open.includes(body.item) ? [{ type: "Finished", item: body.item }] : [],
        );
      case "hush":
        return accept([{ type: "Hushed" }]);
      case "look":
        return accept();
      case "throwInDecide":
        throw new Error("a fault in decide");
      case "throwInEvolve":
        return accept([{ type: "Cursed" }]);
      case "end":
        return accept([{ type: "Ended" }]);
      default:
        return body satisfies never;
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case "Added":
        return { ...state, total: state.total + event.amount };
      case "Ordered":
        return { ...state, open: [...state.open, event.item] };
      case "Finished":
        return { ...state, open: state.open.filter((item) => item !== event.item) };
      case "Hushed":
        return state;
      case "Cursed":
        throw new Error("a fault in evolve");
      case "Ended":
        return { ...state, ended: true };
      default:
        return event satisfies never;
    }
  },

  pending: (state) => state.open.map((item) => ({ item })),
  answer: (state) => ({ total: state.total }),
  announce(events, state) {
    const audible = events.filter(({ type }) => type !== "Hushed");
    return audible.length > 0 ? { total: state.total, facts: audible.length } : undefined;
  },
  idle: ({ open }) => open.length === 0,
  ended: ({ ended }) => ended,
};

export const tallySubjects: ActorSubjects = {
  command: (actorId) => `test.tally.${actorId}.command`,
  event: (actorId) => `test.tally.${actorId}.event`,
  activate: "test.tallies.activate",
};
