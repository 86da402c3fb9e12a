/** Scenarios are written once and run on every kind of stack. */
import { Stack, type StackOptions } from "../harness/stack.ts";

export interface Scenario {
  readonly name: string;
  /** Leaves no trace: each scenario makes a meeting of its own. */
  run(stack: Stack): Promise<void>;
}

const STACKS: readonly (StackOptions & { name: string })[] = [
  { name: "one control host", controlHosts: 1, mediaNodes: 2 },
  { name: "three control hosts", controlHosts: 3, mediaNodes: 2 },
];

/**
 * Registers a test a stack with the scenarios as its steps, which share the stack.
 *
 * The sanitizers are off: the peers' DTLS keeps its retransmission timer for up to a second after
 * it was stopped, and gives no way to wait for it.
 */
export function scenarios(suite: string, list: readonly Scenario[]): void {
  for (const { name, ...options } of STACKS) {
    Deno.test({
      name: `${suite} on ${name}`,
      sanitizeOps: false,
      sanitizeResources: false,
      fn: async (context) => {
        await using stack = await Stack.start(options);
        for (const scenario of list) {
          await context.step(scenario.name, () => withTails(stack, () => scenario.run(stack)));
        }
      },
    });
  }
}

/** A failure shows what the processes last said. */
export async function withTails(stack: Stack, run: () => Promise<void>): Promise<void> {
  try {
    await run();
    if (!stack.alive) throw new Error("Cannot accept the run: a process has ended");
  } catch (error) {
    console.error(stack.tails);
    throw error;
  }
}
