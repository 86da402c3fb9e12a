/**
 * Sends one command to a room and prints the answer:
 *
 *     NATS_URL=nats://127.0.0.1:4222 NATS_USER=crm NATS_PASSWORD=… \
 *       deno run -A docs/guides/examples/command_room.ts r-crm-1 '{"type":"announce","text":"Hello"}'
 *
 * A room that is not there yet is made by `{"type":"create","code":"482913057","title":"Call with Ann"}`.
 */
import { connect, RequestError } from "@nats-io/transport-node";

const [room, body] = Deno.args;
if (!room || !body) throw new Error("Cannot start: tell the room and the command");
const user = Deno.env.get("NATS_USER") ?? "crm";

const bus = await connect({
  servers: Deno.env.get("NATS_URL") ?? "nats://127.0.0.1:4222",
  user,
  pass: Deno.env.get("NATS_PASSWORD") ?? "",
  // An inbox of one's own: in a shared one anybody could read the answers.
  inboxPrefix: `_INBOX.${user}`,
});

// The same id again is the same command: it is never carried out twice.
const command = {
  v: 1,
  id: crypto.randomUUID(),
  roomId: room,
  from: { kind: "service", name: user },
  deadlineAt: Date.now() + 5_000,
  body: JSON.parse(body),
};
const ask = (subject: string, message: unknown) =>
  bus.request(subject, JSON.stringify(message), { timeout: 5_000 });
const send = () => ask(`parley.v1.room.${room}.command`, command);

const answer = await send().catch(async (error) => {
  if (!(error instanceof RequestError) || !error.isNoResponders()) throw error;
  // Nobody owns the room just now: have it taken up, then say it again.
  await ask("parley.v1.rooms.activate", { v: 1, actorId: room });
  return await send();
});
console.log(answer.string());
await bus.close();
