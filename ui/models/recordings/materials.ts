/** What stands beside a recording's video: its captions, its transcript, its small pictures. */
import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { type AssetKind, type RecordingDetails, Transcript } from "../../../protocol/mod.ts";
import { readLinked, type RecordingApi } from "./recordings_api.ts";
import { type Frame, readStoryboard } from "./storyboard.ts";
import { type Cue, readVtt } from "./vtt.ts";

/** Tries of one thing; each later than the one before. */
const TRIES_MAX = 3;
const RETRY_MS = 2_000;

/** `absent`: there is none, or none yet. */
export type Loaded<T> =
  | { readonly state: "absent" | "loading" | "failed" }
  | { readonly state: "ready"; readonly value: T };

export interface Materials {
  readonly transcript: ReadonlySignal<Loaded<Transcript>>;
  readonly captions: ReadonlySignal<Loaded<readonly Cue[]>>;
  readonly storyboard: ReadonlySignal<Loaded<readonly Frame[]>>;
  dispose(): void;
}

/** Each is read as soon as the details name it. */
export function createMaterials(
  api: Pick<RecordingApi, "link">,
  details: ReadonlySignal<RecordingDetails | null>,
): Materials {
  let isDisposed = false;
  const stops: (() => void)[] = [];

  function load<T>(
    kind: AssetKind,
    read: (text: string, url: string) => T,
  ): ReadonlySignal<Loaded<T>> {
    const loaded = signal<Loaded<T>>({ state: "absent" });
    let timer: ReturnType<typeof setTimeout> | undefined;

    async function attempt(tries: number): Promise<void> {
      loaded.value = { state: "loading" };
      try {
        const link = await api.link({ kind });
        const value = read(await readLinked(link), new URL(link.url, location.href).href);
        if (!isDisposed) loaded.value = { state: "ready", value };
      } catch (error) {
        if (isDisposed) return;
        console.warn(`Cannot read the ${kind} of the recording:`, error);
        if (tries < TRIES_MAX) timer = setTimeout(() => attempt(tries + 1), RETRY_MS * tries);
        else loaded.value = { state: "failed" };
      }
    }

    const stop = effect(() => {
      const isThere = details.value?.assets.some((asset) => asset.kind === kind) ?? false;
      if (isThere && loaded.peek().state === "absent") attempt(1);
    });
    stops.push(() => {
      stop();
      clearTimeout(timer);
    });
    return loaded;
  }

  return {
    transcript: load("transcript", (text) => Transcript.parse(JSON.parse(text))),
    captions: load("captions", readVtt),
    storyboard: load("storyboard", readStoryboard),
    dispose() {
      isDisposed = true;
      for (const stop of stops) stop();
    },
  };
}
