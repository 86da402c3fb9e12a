/** What is whole of a file of {@linkcode WebmWriter} that may have been torn anywhere. Pure. */
import { ID, readHead } from "./ebml.ts";

export interface ScannedFile {
  /** From its start; what is behind is the beginning of something. */
  readonly wholeBytes: number;
  readonly blocks: number;
  /** Of the first and the last block, from the file's start; 0 without any. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** From the last block but one to the last. */
  readonly stepMs: number;
}

/** Elements that are entered rather than skipped. */
const ENTERED: ReadonlySet<number> = new Set([ID.segment, ID.cluster]);
/** All that stands in our files at the level where blocks do, or above it. */
const KNOWN: ReadonlySet<number> = new Set([
  ...ENTERED,
  ID.ebml,
  ID.info,
  ID.tracks,
  ID.timestamp,
  ID.simpleBlock,
]);

export function scanWebm(file: Uint8Array): ScannedFile {
  let [wholeBytes, blocks, clusterMs] = [0, 0, 0];
  const times: { first: number; last: number; step: number } = { first: 0, last: 0, step: 0 };
  for (let at = 0;;) {
    const head = readHead(file, at);
    if (!head || !KNOWN.has(head.id) || (at === 0 && head.id !== ID.ebml)) break;
    const body = at + head.bytes;
    if (ENTERED.has(head.id)) {
      // A cluster without blocks is of no use.
      at = body;
      continue;
    }
    if (head.size === undefined || body + head.size > file.length) break;
    at = body + head.size;
    if (head.id === ID.timestamp) clusterMs = unsignedAt(file, body, head.size);
    else if (head.id === ID.simpleBlock) {
      const atMs = clusterMs + ((file[body + 1] ?? 0) << 24 >> 16) + (file[body + 2] ?? 0);
      if (blocks === 0) times.first = atMs;
      else times.step = atMs - times.last;
      times.last = atMs;
      blocks++;
      wholeBytes = at;
    } else wholeBytes = at;
  }
  return { wholeBytes, blocks, firstMs: times.first, lastMs: times.last, stepMs: times.step };
}

function unsignedAt(file: Uint8Array, at: number, bytes: number): number {
  let value = 0;
  for (let place = 0; place < bytes; place++) value = value * 256 + (file[at + place] ?? 0);
  return value;
}
