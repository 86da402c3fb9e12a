/** Redis holds what may be lost: budgets. Without them each process counts for itself, and calls go on. */
import { assertEquals } from "@std/assert";
import { Redis } from "ioredis";
import { LIMITS } from "../../control/api/mod.ts";
import { ApiError, createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { type Gateway, Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";

const PACKETS = 10;
/** The process sees that Redis is gone, and that it is back. */
const NOTICED_LIMIT_MS = 10_000;
/** On a busy machine Redis answers late, and is there all the same. */
const REDIS_TIMEOUT_MS = "2000";
/** Tokens that come back while one asks whether there are any. */
const REFILLED_MAX = 5;
const { burst } = LIMITS.createMeeting;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a call while Redis is flushed and stopped",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using stack = await Stack.start({ controlHosts: 2, mediaNodes: 1 });
    const [first, second] = [stack.gateway(0), stack.gateway(1)];
    const ticket = await createMeeting(first);
    const guests = [
      await requestTicket(first, ticket.code),
      await requestTicket(first, ticket.code),
    ] as const;
    // Real budgets, which the other tests' stacks do without.
    const variables = { PARLEY_RATE_SCALE: "1", PARLEY_REDIS_TIMEOUT_MS: REDIS_TIMEOUT_MS };
    for (const { name } of stack.gateways) await stack.restart(name, variables);
    await using alice = await Participant.join({ gateway: first, ticket });
    await using bob = await Participant.join({ gateway: second, ticket: guests[0] });
    const step = (name: string, run: () => Promise<void>) =>
      context.step(name, () =>
        withTails(stack, async () => {
          await run();
          await untilRisen("alice hears bob", () => alice.packetsFrom(bob, "mic"), PACKETS);
          assertEquals([alice.socket.closed, bob.socket.closed], [undefined, undefined]);
        }));

    await step("a budget is one for all gateways", async () => {
      await spend(first);
      await assertSpent(second);
    });

    await step("flushed: budgets begin anew, and nothing else is missing", async () => {
      const redis = new Redis(stack.redis.url);
      await redis.flushall();
      await redis.quit();
      await createMeeting(first);
      await bob.setPaused("cam", true);
      await bob.setPaused("cam", false);
    });

    await step("stopped: each gateway has budgets of its own, and people join", async () => {
      await stack.redis.kill();
      await until(
        "the first knows it",
        () => redisState(first),
        (it) => it !== "ok",
        NOTICED_LIMIT_MS,
      );
      await until(
        "the second too",
        () => redisState(second),
        (it) => it !== "ok",
        NOTICED_LIMIT_MS,
      );
      await spend(first);
      await assertSpent(first);
      await createMeeting(second);
      await using carol = await Participant.join({ gateway: second, ticket: guests[1] });
      await untilRisen("carol hears alice", () => carol.packetsFrom(alice, "mic"), PACKETS);
      await carol.leave();
    });

    await step("back: budgets are shared again", async () => {
      await stack.redis.start();
      await until(
        "the first knows it",
        () => redisState(first),
        (it) => it === "ok",
        NOTICED_LIMIT_MS,
      );
      await until(
        "the second too",
        () => redisState(second),
        (it) => it === "ok",
        NOTICED_LIMIT_MS,
      );
      await spend(second);
      await assertSpent(first);
    });
  },
});

/** Creates meetings until the budget of this address is gone. */
async function spend(gateway: Gateway): Promise<void> {
  const outcome = () => createMeeting(gateway).then(() => "created", codeOf);
  let made = 0;
  // It fills up again while it is spent: a few more are no fault.
  while (await outcome() === "created") if (++made > 2 * burst) break;
  if (made < burst - 2 || made > 2 * burst) {
    throw new Error(`Cannot be: ${made} meetings were made`);
  }
}

async function assertSpent(gateway: Gateway): Promise<void> {
  for (let refilled = 0; refilled < REFILLED_MAX; refilled++) {
    const outcome = await createMeeting(gateway).then(() => "created", codeOf);
    if (outcome === "created") continue;
    return assertEquals(outcome, "rate-limited");
  }
  throw new Error("Cannot be: the budget is not spent");
}

function codeOf(error: unknown): string {
  if (error instanceof ApiError) return error.code;
  throw error;
}

/** What a gateway says of Redis. */
async function redisState({ httpUrl }: Gateway): Promise<unknown> {
  const { checks } = await (await fetch(`${httpUrl}/readyz`)).json();
  return checks.redis;
}
