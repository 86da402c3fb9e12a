import { assertEquals } from "@std/assert";
import type { MsgRequest } from "@nats-io/jetstream";
import { headers } from "@nats-io/nats-core";
import { placeId, seqBefore, type StoredEntry, walkBack, WALKED_MAX } from "./jetstream_walk.ts";

function entry(seq: number, expectedSeq?: number): StoredEntry {
  const header = headers();
  if (expectedSeq !== undefined) header.set("Nats-Msg-Id", placeId("room-1", expectedSeq));
  return { seq, data: new Uint8Array(), header };
}

/** Walks back from the last of these; `asked`: the sequences that were read. */
async function walk(stored: readonly StoredEntry[], afterSeq: number) {
  const asked: number[] = [];
  const read = (query: MsgRequest) => {
    const seq = "seq" in query ? query.seq : 0;
    asked.push(seq);
    return Promise.resolve(stored.find((it) => it.seq === seq) ?? null);
  };
  const last = stored.at(-1) ?? entry(0);
  const { entries, restSeq } = await walkBack(last, afterSeq, read);
  return { seqs: entries.map(({ seq }) => seq), restSeq, asked };
}

Deno.test("an entry tells which one it follows", () => {
  assertEquals(seqBefore(entry(9, 4)), 4);
  assertEquals(seqBefore(entry(9, 0)), 0);
});

Deno.test("an entry that does not tell may follow any", () => {
  assertEquals(seqBefore(entry(9)), 8);
  assertEquals(seqBefore(entry(9, 12)), 8);
});

Deno.test("a walk reads exactly what came after the snapshot", async () => {
  const stored = [entry(3, 0), entry(10, 3), entry(11, 10), entry(40, 11)];
  assertEquals(await walk(stored, 10), { seqs: [11, 40], restSeq: 10, asked: [11] });
  assertEquals(await walk(stored, 0), { seqs: [3, 10, 11, 40], restSeq: 0, asked: [11, 10, 3] });
});

Deno.test("a walk needs no more than the last entry where that is all", async () => {
  assertEquals(await walk([entry(40, 11)], 11), { seqs: [40], restSeq: 11, asked: [] });
  // The snapshot was taken between the two.
  assertEquals(await walk([entry(40, 11)], 20), { seqs: [40], restSeq: 11, asked: [] });
});

Deno.test("a walk leaves the rest where there is much", async () => {
  const stored = Array.from({ length: 100 }, (_, index) => entry(index + 1, index));
  const { seqs, restSeq } = await walk(stored, 0);
  assertEquals([seqs.length, seqs[0], seqs.at(-1)], [WALKED_MAX, 101 - WALKED_MAX, 100]);
  assertEquals(restSeq, 100 - WALKED_MAX);
});

Deno.test("a walk ends where the log was trimmed meanwhile", async () => {
  const walked = await walk([entry(11, 10), entry(40, 11)], 3);
  assertEquals(walked, { seqs: [11, 40], restSeq: 3, asked: [11, 10] });
});
