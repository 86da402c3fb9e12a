import { AckPolicy, DeliverPolicy, type JetStreamManager } from "@nats-io/jetstream";
import type { Msg } from "@nats-io/nats-core";
import type { NatsBus } from "../../kit/mod.ts";
import type { LogContent } from "./log.ts";

/** A replay ends when no entry came for so long. */
const SILENCE_MS = 2_000;
/** The server drops a reader's consumer after so long without the reader. */
const CONSUMER_INACTIVE_NS = 5_000_000_000;

export interface ReplayRange {
  stream: string;
  subject: string;
  fromSeq: number;
  /** The sequence of the subject's last entry, where the replay ends. */
  toSeq: number;
}

/**
 * All entries of a range, asked for one after the other of the stream's leader. In a cluster, where a
 * consumer is an agreement of all servers and may be given to one that has just died.
 */
export async function readEntries(
  manager: JetStreamManager,
  { stream, subject, fromSeq, toSeq }: ReplayRange,
): Promise<LogContent["entries"]> {
  const entries: { seq: number; data: Uint8Array }[] = [];
  for (let next = fromSeq; next <= toSeq;) {
    const query = { seq: next, next_by_subj: subject };
    const found = await manager.streams.getMessage(stream, query);
    if (!found || found.seq > toSeq) break;
    entries.push({ seq: found.seq, data: found.data });
    next = found.seq + 1;
  }
  return entries;
}

/** All entries of a range, pushed by a short-lived consumer in one stream of messages. */
export async function replayEntries(
  bus: NatsBus,
  manager: JetStreamManager,
  { stream, subject, fromSeq, toSeq }: ReplayRange,
): Promise<LogContent["entries"]> {
  const entries: { seq: number; data: Uint8Array }[] = [];
  const inbox = bus.inbox();
  const done = Promise.withResolvers<void>();
  done.promise.catch(() => {}); // The creation below may reject first.
  let silence: ReturnType<typeof setTimeout> | undefined;
  const listen = () => {
    clearTimeout(silence);
    const text = `no entry for ${SILENCE_MS} ms`;
    silence = setTimeout(() => done.reject(new Error(text)), SILENCE_MS);
  };
  const subscription = bus.connection.subscribe(inbox, {
    callback: (error, message) => {
      if (error) return done.reject(error);
      const seq = streamSeq(message);
      if (seq === undefined || seq > toSeq) return;
      entries.push({ seq, data: message.data });
      if (seq === toSeq) done.resolve();
      else listen();
    },
  });
  try {
    listen();
    const { name } = await manager.consumers.add(stream, {
      deliver_subject: inbox,
      filter_subject: subject,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: fromSeq,
      ack_policy: AckPolicy.None,
      inactive_threshold: CONSUMER_INACTIVE_NS,
      mem_storage: true,
      num_replicas: 1,
    });
    await done.promise;
    // The threshold removes it too, only later.
    manager.consumers.delete(stream, name).catch(() => {});
    return entries;
  } finally {
    clearTimeout(silence);
    subscription.unsubscribe();
  }
}

/** A delivery's reply subject is `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.…`. */
function streamSeq(message: Msg): number | undefined {
  const token = message.reply?.split(".")[5];
  return token === undefined ? undefined : Number(token);
}
