/** Somebody else's system commands and follows its rooms over NATS, and reaches no other. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { RoomHistoryEntry, RoomReply, subjects } from "../../protocol/mod.ts";
import { guideLines } from "../harness/guide_lines.ts";
import { createMeeting, findMeeting } from "../harness/meetings.ts";
import { NATS_PASSWORD, Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "./table.ts";

const CRM = { name: "crm", rooms: ["r-crm-1", "r-crm-2"] };
const GUIDE = new URL("../../docs/guides/integrators.md", import.meta.url);
const EXAMPLES = new URL("../../docs/guides/examples/", import.meta.url).pathname;
const REFUSED_MS = 300;
const ANSWER_LIMIT_MS = 10_000;

Deno.test({
  name: "an integrator commands and replays its own rooms, by the guide's examples, and no others",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (context) => {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1, integrators: [CRM] });
    await withTails(stack, async () => {
      await context.step("the examples work", () => examples(stack));
      await context.step("the lines for the command line work", () => commandLines(stack));
      await context.step("other rooms are out of reach", () => others(stack));
    });
  },
});

/** A program of the guide's, as its user runs it. */
async function run(stack: Stack, example: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", EXAMPLES + example, ...args],
    env: { NATS_URL: stack.nats.url, NATS_USER: CRM.name, NATS_PASSWORD },
  }).output();
  if (!success) throw new Error(`Cannot run ${example}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout).trim();
}

async function examples(stack: Stack): Promise<void> {
  const command = async (body: unknown) =>
    RoomReply.parse(
      JSON.parse(await run(stack, "command_room.ts", "r-crm-1", JSON.stringify(body))),
    );
  const title = "Call with Ann";
  assert((await command({ type: "create", code: "482913057", title })).ok);
  const found = () => findMeeting(stack.gateway(0), "482913057").catch(() => undefined);
  const meeting = await until("people find it by its code", found, Boolean, 10_000);
  assertEquals(meeting?.title, title);
  assert((await command({ type: "announce", text: "Hello" })).ok);
  assert((await command({ type: "end" })).ok);
  const lines = (await run(stack, "follow_room.ts", "r-crm-1")).split("\n");
  const events = lines.map((line) => JSON.parse(line));
  assertEquals(events.map(({ type }) => type), ["RoomCreated", "MessageSent", "RoomEnded"]);
  assertEquals(events[1].message.text, "Hello");
}

/** Each says exactly what the guide has, but of a room of its own. */
async function commandLines(stack: Stack): Promise<void> {
  const room = "r-crm-2";
  const create = { type: "create", code: "482913058", title: "By hand" };
  assert(JSON.parse(await run(stack, "command_room.ts", room, JSON.stringify(create))).ok);
  const guide = (await Deno.readTextFile(GUIDE)).replaceAll("r-crm-1", room);
  const lines = await guideLines(guide, "nats");
  const bus = await integrator(stack);
  const manager = await jetstreamManager(bus, { checkAPI: false });
  const told: string[] = [];
  try {
    // Whoever watches does it before anything happens.
    const isWatch = ([, , verb]: string[]) => verb === "subscribe";
    for (const line of [...lines.filter(isWatch), ...lines.filter((one) => !isWatch(one))]) {
      assertEquals(line.slice(0, 2), ["--inbox-prefix", `_INBOX.${CRM.name}`], line.join(" "));
      const [, , verb = "", ...rest] = line;
      const { words: [first = "", second = "", third = ""], flags } = commandLine(rest);
      switch (verb === "consumer" ? `${verb} ${first}` : verb) {
        case "subscribe":
          bus.subscribe(first, { callback: (_, { subject }) => void told.push(subject) });
          await bus.flush();
          break;
        case "request": {
          const reply = await bus.request(first, second, { timeout: ANSWER_LIMIT_MS });
          assert(RoomReply.parse(reply.json()).ok, second);
          break;
        }
        case "consumer add":
          assertEquals([flags["deliver"], flags["ack"], flags["pull"]], ["all", "explicit", ""]);
          await manager.consumers.add(second, {
            durable_name: third,
            filter_subject: flags["filter"] ?? "",
            deliver_policy: DeliverPolicy.All,
            ack_policy: AckPolicy.Explicit,
          });
          break;
        case "consumer next": {
          const consumer = jetstream(bus).consumers.getConsumerFromInfo(
            await manager.consumers.info(second, third),
          );
          const next = async () => {
            const types: string[] = [];
            const max_messages = Number(flags["count"]);
            for await (const message of await consumer.fetch({ max_messages, expires: 1_000 })) {
              types.push(RoomHistoryEntry.parse(message.json()).event.type);
              message.ack();
            }
            return types;
          };
          const types = new Set<string>();
          await until("what was said is replayed", async () => {
            for (const type of await next()) types.add(type);
            return ["RoomCreated", "MessageSent", "RecordingStarted"].every((it) => types.has(it));
          }, Boolean);
          break;
        }
        default:
          throw new Error(`Cannot try "nats ${line.join(" ")}": this test does not know the verb`);
      }
    }
    assertEquals(lines.map(([, , verb]) => verb), [
      "request",
      "request",
      "subscribe",
      "consumer",
      "consumer",
    ]);
    await until("the watcher is told", () => told.length >= 2);
    assertEquals(new Set(told), new Set([subjects.roomEvent(room)]));
  } finally {
    await bus.close();
  }
}

/** Flags with their values; those without one are empty. */
function commandLine(line: readonly string[]) {
  const words: string[] = [];
  const flags: Record<string, string> = {};
  for (let at = 0; at < line.length; at++) {
    const word = line[at] ?? "";
    if (!word.startsWith("--")) {
      words.push(word);
      continue;
    }
    const next = line[at + 1];
    const hasValue = next !== undefined && !next.startsWith("--");
    flags[word.slice(2)] = hasValue ? next : "";
    if (hasValue) at++;
  }
  return { words, flags };
}

const integrator = (stack: Stack) =>
  connect({
    servers: stack.nats.url,
    user: CRM.name,
    pass: NATS_PASSWORD,
    inboxPrefix: `_INBOX.${CRM.name}`,
  });

async function others(stack: Stack): Promise<void> {
  const { roomId } = await createMeeting(stack.gateway(0));
  const bus = await integrator(stack);
  try {
    const options = { timeout: REFUSED_MS };
    await assertRejects(() => bus.request(subjects.roomCommand(roomId), "{}", options));
    await assertRejects(() => bus.request(subjects.controlPing("control-1"), "{}", options));
    const hidden = [subjects.roomEvent(roomId), subjects.roomHistory(roomId), "room.>", "_INBOX.>"];
    for (const subject of hidden) {
      const error = await bus.subscribe(subject).closed;
      assert(error instanceof Error, `${subject} is open`);
    }
    const manager = await jetstreamManager(bus, { ...options, checkAPI: false });
    const consumers: [string, string][] = [
      ["crm_r-crm-1", subjects.roomHistory(roomId)],
      ["crm_r-crm-1", "parley.v1.history.*"],
      [`crm_${roomId}`, subjects.roomHistory(roomId)],
    ];
    for (const [durable_name, filter_subject] of consumers) {
      await assertRejects(() =>
        manager.consumers.add("ROOM_EVENTS", { durable_name, filter_subject })
      );
    }
    await assertRejects(() => manager.streams.getMessage("ROOM_EVENTS", { seq: 1 }));
  } finally {
    await bus.close();
  }
}
