/**
 * Prints a room's events from the first on, each once, and goes on where it stopped when it is started again:
 *
 *     NATS_URL=nats://127.0.0.1:4222 NATS_USER=crm NATS_PASSWORD=… \
 *       deno run -A docs/guides/examples/follow_room.ts r-crm-1
 *
 * Ends after the event `RoomEnded`.
 */
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

const [room] = Deno.args;
if (!room) throw new Error("Cannot start: tell the room");
const user = Deno.env.get("NATS_USER") ?? "crm";

const bus = await connect({
  servers: Deno.env.get("NATS_URL") ?? "nats://127.0.0.1:4222",
  user,
  pass: Deno.env.get("NATS_PASSWORD") ?? "",
  inboxPrefix: `_INBOX.${user}`,
});

// A durable consumer keeps its place in the server. Its name is the only one that the user may use.
const name = `${user}_${room}`;
const manager = await jetstreamManager(bus, { checkAPI: false });
await manager.consumers.add("ROOM_EVENTS", {
  durable_name: name,
  filter_subject: `parley.v1.history.${room}`,
  deliver_policy: DeliverPolicy.All,
  ack_policy: AckPolicy.Explicit,
});
const consumer = await jetstream(bus, { checkAPI: false }).consumers.get("ROOM_EVENTS", name);

let last = 0;
for await (const message of await consumer.consume()) {
  const { rev, at, event } = message.json<{ rev: number; at: number; event: { type: string } }>();
  // Events come at least once, in order: what is not newer was seen before.
  if (rev > last) console.log(JSON.stringify({ rev, at, ...event }));
  last = Math.max(last, rev);
  message.ack();
  if (event.type === "RoomEnded") break;
}
await bus.drain();
