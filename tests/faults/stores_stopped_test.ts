/** Stores may be gone for a while: calls go on, and what needs a store says so with a code. */
import { assertEquals, assertRejects } from "@std/assert";
import { ApiError, createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";

const PACKETS = 10;
const BACK_LIMIT_MS = 20_000;

/** The sanitizers are off for the reason given at `scenarios` in `scenarios/table.ts`. */
Deno.test({
  name: "a call while its stores are stopped",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using stack = await Stack.start();
    const gateway = stack.gateway();
    const ticket = await createMeeting(gateway);
    const guests = [
      await requestTicket(gateway, ticket.code),
      await requestTicket(gateway, ticket.code),
    ] as const;
    await using alice = await Participant.join({ gateway, ticket });
    const step = (name: string, run: () => Promise<void>) =>
      context.step(name, () => withTails(stack, run));

    await step("without Redis people join", async () => {
      await stack.redis.kill();
      await using bob = await Participant.join({ gateway, ticket: guests[0] });
      await untilRisen("alice hears bob", () => alice.packetsFrom(bob, "mic"), PACKETS);
      await createMeeting(gateway);
      await bob.leave();
      await stack.redis.start();
    });

    await step("without PostgreSQL calls go on, and creating one is unavailable", async () => {
      await using bob = await Participant.join({ gateway, ticket: guests[1] });
      await stack.postgres.kill();
      const error = await assertRejects(() => createMeeting(gateway), ApiError);
      assertEquals([error.status, error.code], [503, "unavailable"]);
      await bob.setPaused("cam", true);
      await untilRisen("alice hears bob", () => alice.packetsFrom(bob, "mic"), PACKETS);
      await bob.leave();
      await using again = await Participant.join({ gateway, ticket: guests[1] });
      await untilRisen("alice hears bob again", () => alice.packetsFrom(again, "mic"), PACKETS);
    });

    await step("with PostgreSQL back meetings are created again", async () => {
      await stack.postgres.start();
      const created = () => createMeeting(gateway).then(() => "created", (error) => error.message);
      await until("a meeting is created", created, (it) => it === "created", BACK_LIMIT_MS);
    });
  },
});
