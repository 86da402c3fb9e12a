/**
 * Invariant 10: whatever is wrong about a message, its sender gets a coded error, the process lives,
 * and nobody else notices. The variants are made from the schemas.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CloseCode,
  ErrorCode,
  MAX_FRAME_BYTES,
  type RoomReply,
  ServerMessage,
  subjects,
} from "../../protocol/mod.ts";
import { isFields, type Mutant, mutantsOf } from "../../protocol/fixtures/mutate.ts";
import { type MessageName, MESSAGES, readFixtures } from "../../protocol/fixtures/registry.ts";
import { shapeOf } from "../../protocol/fixtures/shape.ts";
import { ClientSocket, RefusedError } from "../harness/client_socket.ts";
import { commandRoom, createMeeting, requestTicket, sendToRoom } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { Stack } from "../harness/stack.ts";
import { until, untilRisen } from "../harness/until.ts";
import { ownerOf } from "../faults/owner.ts";
import { withTails } from "./table.ts";

/** A gateway closes the socket of whoever sends more that it can't read. */
const FRAMES_PER_SOCKET = 8;
const SOCKETS_AT_A_TIME = 8;
/** RFC 6455, 7.4.1: a message too big to process. */
const MESSAGE_TOO_BIG = 1009;
const PACKETS = 10;
const DEADLINE_MS = 60_000;

type Refusal = Extract<ServerMessage, { type: "refusal" }>;
type Step = readonly [name: string, run: (stack: Stack, roomId: string) => Promise<void>];

const STEPS: readonly Step[] = [
  ["every malformed client message is refused with a code", async (stack) => {
    const mutants = await mutantsOfExamples("ClientMessage");
    assert(mutants.length > 100, `only ${mutants.length} variants were made`);
    await inSocketfuls(mutants, async (socket, { what, value }) => {
      const { error } = await refusalOf(socket, JSON.stringify(value));
      const expected = what === "message.type of an unknown value"
        ? ["unknown-type"]
        : ["invalid-message", "unknown-type"];
      assert(expected.includes(error.code), `${what}: ${error.code}`);
    }, stack);
  }],
  ["text that is no message is refused with a code", async (stack) => {
    const texts = [
      "",
      "{",
      "null",
      "42",
      '"join"',
      "[]",
      "{}",
      "[".repeat(20_000),
      "\0",
      '{"id":1}',
    ];
    await inSocketfuls(texts, async (socket, text) => {
      const { id, error } = await refusalOf(socket, text);
      assertEquals([error.code, id], ["invalid-message", text.includes("id") ? 1 : null], text);
    }, stack);
  }],
  ["an unknown type is refused with its request's id", async (stack) => {
    await using socket = await ClientSocket.open(stack.gateway());
    const error = await assertRejects(() => socket.request("fly"), RefusedError);
    assertEquals(error.code, "unknown-type");
  }],
  ["an oversized frame is refused and ends its socket", async (stack) => {
    await using socket = await ClientSocket.open(stack.gateway());
    const { error } = await refusalOf(socket, `{"pad":"${"x".repeat(MAX_FRAME_BYTES)}"}`);
    assertEquals(error.code, "message-too-large");
    assertEquals((await socket.untilClosed()).code, MESSAGE_TOO_BIG);
  }],
  ["a binary frame is refused and ends its socket", async (stack) => {
    await using socket = await ClientSocket.open(stack.gateway());
    const { error } = await refusalOf(socket, new Uint8Array(64));
    assertEquals(error.code, "invalid-message");
    assertEquals((await socket.untilClosed()).code, CloseCode.policy);
  }],
  ["who goes on with what can't be read loses the socket", async (stack) => {
    await using socket = await ClientSocket.open(stack.gateway());
    for (let i = 0; i <= FRAMES_PER_SOCKET; i++) socket.send("x");
    assertEquals((await socket.untilClosed()).code, CloseCode.policy);
  }],
  ["each message before join is out of order", async (stack) => {
    const examples = Object.values(await readFixtures("ClientMessage")).filter(isFields)
      .filter(({ type }) => !["join", "resume", "ping"].includes(String(type)));
    await inSocketfuls(examples, async (socket, example) => {
      const { error } = await refusalOf(socket, JSON.stringify(example));
      assertEquals(error.code, "out-of-order", String(example["type"]));
    }, stack);
  }],
  ["joining and resuming in an open session are out of order", async (stack) => {
    await using guest = await newcomer(stack);
    for (const name of ["join", "resume"]) {
      const example = (await readFixtures("ClientMessage"))[name];
      assert(isFields(example));
      const error = await assertRejects(() => guest.socket.request(name, fieldsOf(example)));
      assertEquals(codeOf(error), "out-of-order");
    }
  }],
  ["what is well-formed but refers to nothing is refused with a code", async (stack) => {
    await using guest = await newcomer(stack);
    const nobody = "nobody:mic";
    const publish = { generation: 999, transports: [], producers: [] };
    const refused: [type: string, fields: Record<string, unknown>, code: string][] = [
      ["setProducerPaused", { producerId: nobody, paused: true }, "unknown-producer"],
      ["publish", { publish }, "stale-generation"],
    ];
    for (const [type, fields, code] of refused) {
      const error = await assertRejects(() => guest.socket.request(type, fields));
      assertEquals(codeOf(error), code, type);
    }
    await guest.socket.request("closeProducer", { producerId: nobody }); // It is as closed as can be.
    // A view is a wish: what is not there is just not shown.
    const tiles = [{ producerId: nobody, width: 1, height: 1 }];
    await guest.socket.request("view", { view: { generation: 999, tiles, ready: [nobody] } });
  }],
  ["every malformed room command is refused with a code", async (stack, roomId) => {
    const mutants = await mutantsOfExamples("RoomCommandEnvelope", { roomId, deadlineAt: soon() });
    assert(mutants.length > 100, `only ${mutants.length} variants were made`);
    for (const { what, value } of mutants) {
      refusedWith(await sendToRoom(stack, roomId, value), what);
    }
  }],
  ["room commands out of order are refused with a code", async (stack, roomId) => {
    const refused: [body: Record<string, unknown>, code: string][] = [
      [{ type: "create", code: "111111111", title: "" }, "room-exists"],
      [{ type: "leave" }, "forbidden"],
      [{ type: "disconnect" }, "forbidden"],
      [{ type: "fly" }, "invalid-command"],
    ];
    for (const [body, code] of refused) {
      assertEquals(refusedWith(await commandRoom(stack, roomId, body), String(body["type"])), code);
    }
    const nowhere = "no-such-room";
    await ownerOf(stack, nowhere); // An actor needs no room to be there: it is the one to say so.
    const reply = await commandRoom(stack, nowhere, { type: "end" });
    assertEquals(refusedWith(reply, "a room that was never created"), "room-not-found");
    const stranger = { kind: "session", sessionId: "s", peerId: "p", role: "host" };
    const late = {
      v: 1,
      id: "late",
      roomId,
      from: stranger,
      deadlineAt: 1,
      body: { type: "sync" },
    };
    assertEquals(refusedWith(await sendToRoom(stack, roomId, late), "a late one"), "expired");
    const alien = { ...late, id: "alien", deadlineAt: soon(), body: { type: "leave" } };
    assertEquals(refusedWith(await sendToRoom(stack, roomId, alien), "no seat"), "not-joined");
  }],
  ["bytes that are no JSON are answered on the bus as well", async (stack, roomId) => {
    const subject = subjects.roomCommand(roomId);
    for (const bytes of ["", "{", "\xff\xfe", "x".repeat(500_000)]) {
      const { data } = await stack.bus.connection.request(subject, bytes, { timeout: DEADLINE_MS });
      refusedWith(JSON.parse(new TextDecoder().decode(data)), `${bytes.length} bytes`);
    }
  }],
];

/** The sanitizers are off for the reason given at `scenarios` in `table.ts`. */
Deno.test({
  name: "bad input",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using stack = await Stack.start();
    const pid = stack.process("control-1").pid;
    const ticket = await createMeeting(stack.gateway());
    const guest = await requestTicket(stack.gateway(), ticket.code);
    await using alice = await Participant.join({ gateway: stack.gateway(), ticket });
    await using bob = await Participant.join({ gateway: stack.gateway(), ticket: guest });
    await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
    await until("both know all", () => alice.roster.rev, (rev) => rev === bob.roster.rev);
    const before = [alice, bob].map(visible);

    for (const [name, run] of STEPS) {
      const { roomId } = await createMeeting(stack.gateway());
      await context.step(name, () => withTails(stack, () => run(stack, roomId)));
    }
    await context.step("and nobody else noticed", async () => {
      assertEquals(stack.process("control-1").pid, pid);
      assertEquals([alice, bob].map(visible), before);
      assertEquals([alice, bob].map(({ resyncs }) => resyncs), [0, 0]);
      assertEquals([alice, bob].map(({ bye }) => bye), [undefined, undefined]);
      await untilRisen("bob hears alice", () => bob.packetsFrom(alice, "mic"), PACKETS);
      const { rev } = bob.roster;
      await alice.setPaused("mic", true);
      await until("bob sees it", () => bob.roster.rev, (now) => now > rev);
    });
  },
});

/** Malformed variants of all examples of a message, each with `fields` put right. */
async function mutantsOfExamples(message: MessageName, fields = {}): Promise<Mutant[]> {
  const shape = shapeOf(MESSAGES[message]);
  return Object.entries(await readFixtures(message)).flatMap(([name, example]) => {
    assert(isFields(example));
    return mutantsOf(shape, { ...example, ...fields })
      .map(({ what, value }) => ({ what: `${name}: ${what}`, value }));
  });
}

/** Runs `check` for each item, on a new socket whenever one is used up, over several sockets at a time. */
async function inSocketfuls<T>(
  items: readonly T[],
  check: (socket: ClientSocket, item: T) => Promise<void>,
  stack: Stack,
): Promise<void> {
  const left = items.values();
  const lane = async () => {
    for (let some; (some = [...left.take(FRAMES_PER_SOCKET)]).length > 0;) {
      await using socket = await ClientSocket.open(stack.gateway());
      for (const item of some) await check(socket, item);
    }
  };
  await Promise.all(Array.from({ length: SOCKETS_AT_A_TIME }, lane));
}

/** The answer to a frame, which has to be a refusal with a code of ours. */
async function refusalOf(
  socket: ClientSocket,
  frame: string | Uint8Array<ArrayBuffer>,
): Promise<Refusal> {
  const before = socket.frames.length;
  socket.send(frame);
  const answer = await until(
    `an answer to ${String(frame).slice(0, 200)}`,
    () => socket.frames[before],
    Boolean,
  );
  assert(answer?.type === "refusal", `was answered with ${JSON.stringify(answer)}`);
  ErrorCode.parse(answer.error.code);
  return answer;
}

function refusedWith(reply: RoomReply, what: string): string {
  assert(!reply.ok, `accepted: ${what}`);
  return ErrorCode.parse(reply.error.code);
}

async function newcomer(stack: Stack): Promise<Participant> {
  const ticket = await createMeeting(stack.gateway());
  return await Participant.join({ gateway: stack.gateway(), ticket, sources: [] });
}

/** What a person could notice of a room. Revisions also count what nodes do for it, at their own pace. */
const visible = ({ roster: { epoch, peers, meeting } }: Participant) => ({ epoch, peers, meeting });

function fieldsOf({ id: _, type: __, ...fields }: Record<string, unknown>) {
  return fields;
}

const soon = () => Date.now() + DEADLINE_MS;
const codeOf = (error: Error) => error instanceof RefusedError ? error.code : String(error);
