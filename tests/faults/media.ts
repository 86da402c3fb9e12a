/** What tests of media nodes' deaths share: where a room is, its worker processes, its readiness. */
import { assert } from "@std/assert";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import type { Gateway, Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";

/** To stand by takes a view, two handshakes, and a beat of the other node. */
const SECURED_LIMIT_MS = 40_000;
/** Between `/proc` and the process itself there is the moment of its start. */
const WORKER_LIMIT_MS = 30_000;

/** So many more show that media flows. */
const PACKETS = 10;

/** Two people who see and hear each other before the test's part and after it. */
export async function callOfTwo(
  stack: Stack,
  test: (alice: Participant, bob: Participant) => Promise<void>,
  gateways: readonly Gateway[] = stack.gateways,
): Promise<void> {
  const [gateway, other = gateway] = gateways;
  if (!gateway || !other) throw new Error("Cannot call: there is no gateway");
  const ticket = await createMeeting(gateway);
  const guest = await requestTicket(other, ticket.code);
  await using alice = await Participant.join({ gateway, ticket });
  await using bob = await Participant.join({ gateway: other, ticket: guest });
  await bothHear(alice, bob);
  await test(alice, bob);
  await bothHear(alice, bob);
  await alice.settled();
  await bob.settled();
  assert(stack.alive, "a process ended that nobody killed");
}

export async function bothHear(alice: Participant, bob: Participant): Promise<void> {
  for (const key of ["mic", "cam"]) {
    await untilRisen(`bob gets alice's ${key}`, () => bob.packetsFrom(alice, key), PACKETS);
    await untilRisen(`alice gets bob's ${key}`, () => alice.packetsFrom(bob, key), PACKETS);
  }
}

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
