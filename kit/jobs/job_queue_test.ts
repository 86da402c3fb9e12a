import { assert, assertEquals } from "@std/assert";
import { jetstream } from "@nats-io/jetstream";
import { type RecordingJob, subjects } from "../../protocol/mod.ts";
import { encode } from "../codec.ts";
import { silentLogger } from "../log.ts";
import { connectNats, type NatsBus } from "../nats_bus.ts";
import { NatsServer } from "../testing/nats_server.ts";
import { JobQueue, type TakenJob } from "./job_queue.ts";

/** As short as a lease can be tested: a busy machine is late by a second. */
const LEASE_MS = 2_500;

const job = (recordingId: string): RecordingJob => ({
  v: 1,
  kind: "compose",
  recordingId,
  roomId: "room",
  title: "",
  startedAt: 0,
  stoppedAt: 1,
  timeline: { key: "a/b", sizeBytes: 1, sha256: "" },
});

async function connect(server: NatsServer): Promise<NatsBus> {
  const logger = silentLogger();
  return await connectNats({ servers: [server.url], name: "test", logger });
}

async function open(bus: NatsBus): Promise<JobQueue> {
  const logger = silentLogger();
  return await JobQueue.open(bus, { kind: "compose", replicas: 1, leaseMs: LEASE_MS, logger });
}

async function next(queue: JobQueue): Promise<TakenJob> {
  const taken = await queue.take();
  assert(taken, "there is a job");
  return taken;
}

Deno.test("jobs of the queue", async (context) => {
  await using server = await NatsServer.start({ jetstream: true });
  const [one, other] = [await connect(server), await connect(server)];
  const queues = [await open(one), await open(other)] as const;
  const put = async (id: string, body: unknown = job(id)) => {
    const { duplicate } = await jetstream(one.connection).publish(
      subjects.recordingJob("compose", id),
      encode(body),
      { msgID: `${id}:compose` },
    );
    return duplicate;
  };
  try {
    await context.step(
      "a job that is put there twice is there once, and one worker gets it",
      async () => {
        assertEquals([await put("r1"), await put("r1"), await put("r2")], [false, true, false]);
        const [first, second] = await Promise.all(queues.map(next));
        assertEquals([first, second].map((taken) => taken?.job.recordingId).toSorted(), [
          "r1",
          "r2",
        ]);
        await first?.end();
        await second?.end();
      },
    );

    await context.step("a job whose worker says nothing goes to another", async () => {
      await put("r3");
      const lost = await next(queues[0]);
      const found = await next(queues[1]);
      assertEquals(found.job, lost.job);
      assertEquals(found.queuedAt, lost.queuedAt);
      await found.end();
    });

    await context.step("a job that is renewed stays where it is", async () => {
      await put("r4");
      await put("r5");
      const kept = await next(queues[0]);
      assertEquals(kept.job.recordingId, "r4");
      const timer = setInterval(() => kept.renew(), LEASE_MS / 4);
      // The second is lost meanwhile and comes back after its lease; the first does not.
      assertEquals((await next(queues[1])).job.recordingId, "r5");
      const again = await next(queues[1]);
      clearInterval(timer);
      assertEquals(again.job.recordingId, "r5");
      await again.end();
      kept.release(0);
      const free = await next(queues[1]);
      assertEquals(free.job.recordingId, "r4");
      await free.end();
    });

    await context.step("what is no job is dropped", async () => {
      await put("r6", { v: 1, kind: "compose" });
      await put("r7");
      assertEquals(await queues[0].take(), undefined);
      const taken = await next(queues[0]);
      assertEquals(taken.job.recordingId, "r7");
      await taken.end();
    });
  } finally {
    await one.close();
    await other.close();
  }
});
