/** Each person's tracks as files that play by themselves, from their segments, without coding anything. */
import { bridgeSpans } from "../../kit/mod.ts";
import type { Segment } from "../../protocol/mod.ts";
import { originalArguments, silenceArguments } from "./commands.ts";
import { concatList, type ListedFile } from "./concat_list.ts";
import { type Clip, type Footage, isAudio } from "./footage.ts";
import { FETCHES_MAX, STILL_MAX_MS } from "./limits.ts";
import { ProgramError, type Programs } from "./programs.ts";
import { DamagedObjectError, type Workspace } from "./workspace.ts";

const SILENCE = "silence.webm";
/** As long as its packets reach: what begins earlier would overlap them, and begins where it does. */
const SILENCE_MS = 60;

export interface Original {
  /** Of what could be read. */
  readonly footage: Footage;
  /** In the workspace. */
  readonly file: string;
  /** Of its first picture or sound, in the video. */
  readonly startMs: number;
}

export interface Originals {
  readonly originals: readonly Original[];
  /** What can't be read. */
  readonly damaged: readonly Segment[];
}

export interface OriginalsOptions {
  readonly programs: Programs;
  readonly workspace: Workspace;
  readonly footage: readonly Footage[];
  readonly signal: AbortSignal;
  readonly onProgress: (share: number) => void;
}

/** Tracks begin with the video where they are heard, so that players can follow it: silence comes first. */
export async function makeOriginals(options: OriginalsOptions): Promise<Originals> {
  const { programs, workspace, signal, footage, onProgress } = options;
  const { folder } = workspace;
  const making = { what: "make silence", durationMs: 0, folder, signal };
  await programs.run(silenceArguments(SILENCE), making);
  const originals: Original[] = [];
  const damaged: Segment[] = [];
  for (const [at, one] of footage.entries()) {
    const { clips, bad } = await fetchClips(one, options);
    const readable = await joinClips(one, clips, options);
    damaged.push(...bad, ...readable.bad);
    if (readable.original) originals.push(readable.original);
    await workspace.remove(...clips.map(fileOf));
    onProgress((at + 1) / footage.length);
  }
  return { originals, damaged };
}

const fileOf = ({ segment }: Clip) => `segment-${segment.object.key.replaceAll("/", "-")}.webm`;
const segmentOf = ({ segment }: Clip) => segment;

async function fetchClips(
  { clips }: Footage,
  { workspace, signal }: OriginalsOptions,
): Promise<{ clips: Clip[]; bad: Segment[] }> {
  const waiting = [...clips.entries()];
  const bad = new Set<number>();
  const fetchOnes = async () => {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
      const [at, clip] = next;
      try {
        await workspace.fetchSegment(clip.segment, fileOf(clip));
      } catch (error) {
        if (!(error instanceof DamagedObjectError)) throw error;
        bad.add(at);
      }
    }
  };
  await Promise.all(Array.from({ length: FETCHES_MAX }, fetchOnes));
  return {
    clips: clips.filter((_, at) => !bad.has(at)),
    bad: clips.filter((_, at) => bad.has(at)).map(segmentOf),
  };
}

async function joinClips(
  footage: Footage,
  clips: readonly Clip[],
  options: OriginalsOptions,
): Promise<{ original?: Original; bad: Segment[] }> {
  if (clips.length === 0) return { bad: [] };
  try {
    return { original: await join(footage, clips, options), bad: [] };
  } catch (error) {
    if (!(error instanceof ProgramError) || options.signal.aborted) throw error;
    // One of them has the right sum and was wrong when it was written.
    const readable = await probeClips(clips, options);
    if (readable.length === clips.length) throw error;
    const bad = clips.filter((clip) => !readable.includes(clip)).map(segmentOf);
    if (readable.length === 0) return { bad };
    return { original: await join(footage, readable, options), bad };
  }
}

async function probeClips(
  clips: readonly Clip[],
  { programs, workspace: { folder }, signal }: OriginalsOptions,
): Promise<Clip[]> {
  const readable: Clip[] = [];
  for (const clip of clips) {
    try {
      const { codecs } = await programs.probe(fileOf(clip), { folder, signal });
      if (codecs.length === 1) readable.push(clip);
    } catch (error) {
      if (!(error instanceof ProgramError) || signal.aborted) throw error;
    }
  }
  return readable;
}

async function join(
  footage: Footage,
  clips: readonly Clip[],
  { programs, workspace, signal }: OriginalsOptions,
): Promise<Original> {
  const first = clips[0];
  const endMs = clips.at(-1)?.endMs ?? 0;
  const isLate = isAudio(footage) && first !== undefined && first.startMs > SILENCE_MS;
  const startMs = isLate ? 0 : first?.startMs ?? 0;
  const files: ListedFile[] = clips.map((clip, at) => {
    const next = clips[at + 1];
    return {
      path: fileOf(clip),
      ...(next && { durationMs: next.startMs - clip.startMs }),
      ...(clip.cutMs !== undefined && { cutMs: clip.cutMs }),
    };
  });
  if (isLate) files.unshift({ path: SILENCE, durationMs: first.startMs });
  const list = `original-${footage.id}.list`;
  const file = `original-${footage.id}.webm`;
  await workspace.write(list, concatList(files));
  await programs.run(originalArguments(list, { startMs, codec: footage.codec }, file), {
    what: "join a track",
    durationMs: endMs,
    folder: workspace.folder,
    signal,
  });
  return { footage: { ...footage, clips, spans: bridgeSpans(clips, STILL_MAX_MS) }, file, startMs };
}
