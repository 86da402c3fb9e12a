/** What a former start has left: files that were torn are cut to what is whole, and everything goes on its way. */
import type { Clock, Logger, OperatorKeys } from "../../kit/mod.ts";
import type { Segment } from "../../protocol/mod.ts";
import { scanWebm } from "../webm/webm_scan.ts";
import type { Begun } from "./journal.ts";
import { PartFolder } from "./part_folder.ts";
import { sealOf } from "./segment_file.ts";

/** How long the last picture of a torn file stands, and its last sound sounds, when only one is there. */
const LAST_FRAME_MS = 20;

export interface Recovered {
  readonly folder: PartFolder;
  /** For the store, oldest first. */
  readonly waiting: readonly Segment[];
  readonly waitingBytes: number;
}

export interface RecoveryOptions {
  readonly keys?: OperatorKeys | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Everything in the spool. What can't be read is told, left where it is, and harms nothing else. */
export async function recoverSpool(
  spoolFolder: string,
  options: RecoveryOptions,
): Promise<Recovered[]> {
  const found: Recovered[] = [];
  for (const recording of await foldersIn(spoolFolder)) {
    for (const part of await foldersIn(`${spoolFolder}/${recording}`)) {
      const path = `${spoolFolder}/${recording}/${part}`;
      try {
        const recovered = await recoverPart(path, options);
        if (recovered) found.push(recovered);
      } catch (error) {
        options.logger.error({ err: error, recording, part }, "a part can't be recovered");
      }
    }
  }
  return found.sort((a, b) => (a.waiting[0]?.startMs ?? 0) - (b.waiting[0]?.startMs ?? 0));
}

async function recoverPart(
  path: string,
  { keys, clock, logger }: RecoveryOptions,
): Promise<Recovered | undefined> {
  const found = await PartFolder.find(path);
  if (!found) {
    // It had only just begun: nothing is told of it anywhere, and nothing can be in it.
    await Deno.remove(path, { recursive: true });
    return undefined;
  }
  const { folder, record } = found;
  if (record.isSealed && record.waiting.length + record.torn.length > 0) {
    if (!keys) {
      folder[Symbol.dispose]();
      throw new Error("Cannot bring the part: it is to be sealed, and there are no keys");
    }
    await folder.useKeys(keys, clock.wallMs());
  }
  const waiting = [...record.waiting];
  for (const begun of record.torn) {
    const segment = await recoverFile(folder, begun, clock);
    if (segment) waiting.push(segment);
  }
  for (const track of record.openTracks) {
    await folder.say({ type: "TrackClosed", track }, clock.wallMs());
  }
  if (!record.isClosed) {
    await folder.close("recovered", clock.wallMs());
    const { recordingId, part } = folder;
    logger.warn({ recordingId, part, torn: record.torn.length }, "a part was cut off; recovered");
  }
  await removeOthers(path, folder, waiting);
  waiting.sort((a, b) => a.startMs - b.startMs);
  const waitingBytes = waiting.reduce((sum, { object }) => sum + object.sizeBytes, 0);
  return { folder, waiting, waitingBytes };
}

/** `undefined`: there was nothing in it, and the manifest says so. */
async function recoverFile(
  folder: PartFolder,
  begun: Begun,
  clock: Clock,
): Promise<Segment | undefined> {
  const path = folder.pathOf(begun);
  const bytes = await Deno.readFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array();
    throw error;
  });
  const { blocks, wholeBytes, lastMs, stepMs } = scanWebm(bytes);
  if (blocks === 0) {
    const { track, index } = begun;
    await folder.say({ type: "SegmentLost", track, index }, clock.wallMs());
    return undefined;
  }
  using file = await Deno.open(path, { read: true, write: true });
  await file.truncate(wholeBytes);
  await file.sync();
  const endMs = begun.startMs + lastMs + Math.max(stepMs, LAST_FRAME_MS);
  const sum = sealOf(bytes.subarray(0, wholeBytes));
  return await folder.seal({ ...begun, endMs }, sum, clock.wallMs());
}

/** Files that are in the store, or lost, and were about to go. */
async function removeOthers(
  path: string,
  folder: PartFolder,
  waiting: readonly Segment[],
): Promise<void> {
  const kept = new Set(waiting.map((segment) => folder.pathOf(segment)));
  for await (const { name } of Deno.readDir(path)) {
    const file = `${path}/${name}`;
    if (name.endsWith(".webm") && !kept.has(file)) await Deno.remove(file);
  }
}

async function foldersIn(path: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(path)) if (isDirectory) names.push(name);
  return names.sort();
}
