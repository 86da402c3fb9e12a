/** What tests of media nodes' deaths share: where a room is, its worker processes, its readiness. */
import type { Participant } from "../harness/participant.ts";
import type { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";

/** To stand by takes a view, two handshakes, and a beat of the other node. */
const SECURED_LIMIT_MS = 20_000;
/** Between `/proc` and the process itself there is the moment of its start. */
const WORKER_LIMIT_MS = 10_000;

/** The media node that carries a participant's plane in use. */
export function nodeOf(stack: Stack, participant: Participant): string {
  return stack.mediaNodeAt(participant.mediaPort);
}

/** Kernel ids of the mediasoup workers of a media node. */
export async function workersOf(stack: Stack, node: string): Promise<number[]> {
  const { pid } = stack.process(node);
  const children = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
  return children.split(" ").filter(Boolean).map(Number);
}

/** The one worker of a media node, once it runs. */
export async function workerOf(stack: Stack, node: string): Promise<number> {
  const workers = await until(
    `${node} has a worker`,
    () => workersOf(stack, node),
    ({ length }) => length === 1,
    WORKER_LIMIT_MS,
  );
  const [worker] = workers;
  if (worker === undefined) throw new Error(`Cannot find the worker of ${node}`);
  return worker;
}

/** Until everybody has a second plane, connected. */
export async function untilSecured(people: readonly Participant[]): Promise<void> {
  for (const person of people) {
    const what = `${person.peerId} has a second plane`;
    await until(what, () => person.secured, Boolean, SECURED_LIMIT_MS);
  }
}
