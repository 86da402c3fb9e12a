/** Who speaks when, and everybody's voices as one. */
import type { Logger } from "../../kit/mod.ts";
import { mixArguments, mixGraph, samplesArguments, samplesRate } from "./commands.ts";
import { isAudio } from "./footage.ts";
import type { Original } from "./originals.ts";
import { ProgramError, type Programs, type RunOptions } from "./programs.ts";
import { LevelMeter, type Voice, voiceOf } from "./speech.ts";
import type { Workspace } from "./workspace.ts";

export interface SoundOptions {
  readonly programs: Programs;
  readonly workspace: Workspace;
  readonly originals: readonly Original[];
  readonly durationMs: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Which share is done. */
  readonly onProgress: (share: number) => void;
}

/** By the footage's id; of those that can be decoded. */
export async function measureVoices(options: SoundOptions): Promise<Map<number, Voice>> {
  const heard = options.originals.filter(({ footage }) => isAudio(footage));
  const voices = new Map<number, Voice>();
  for (const [at, { footage, file }] of heard.entries()) {
    const meter = new LevelMeter(samplesRate);
    try {
      await options.programs.run(samplesArguments(file), {
        ...runOf(options, "measure a voice"),
        onOutput: (bytes) => meter.push(bytes),
      });
    } catch (error) {
      if (!(error instanceof ProgramError) || options.signal.aborted) throw error;
      options.logger.warn({ err: error }, "a voice can't be decoded");
      continue;
    }
    const voice = voiceOf(meter.levels());
    // What is shared is as loud as it was meant to be.
    voices.set(footage.id, footage.source === "mic" ? voice : { ...voice, gainDb: 0 });
    options.onProgress((at + 1) / heard.length);
  }
  return voices;
}

/** Leaves the sound of the whole video in a file of the workspace. */
export async function mixSound(
  voices: ReadonlyMap<number, Voice>,
  file: string,
  options: SoundOptions,
): Promise<void> {
  const { originals, durationMs, workspace, programs, onProgress } = options;
  const script = "mix.graph";
  const inputs = originals.flatMap(({ footage, file: path }) => {
    const voice = voices.get(footage.id);
    return voice ? [{ path, gainDb: voice.gainDb }] : [];
  });
  await workspace.write(script, mixGraph(inputs, durationMs));
  await programs.run(mixArguments(inputs, durationMs, script, file), {
    ...runOf(options, "mix the sound"),
    onProgress: (doneMs) => onProgress(Math.min(1, doneMs / durationMs)),
  });
}

const runOf = (
  { workspace: { folder }, durationMs, signal }: SoundOptions,
  what: string,
): RunOptions => ({ what, folder, durationMs, signal });
