/** One recording on a page: from the first question to its end, kept up to date while it is in work. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { ChangeRecording, JobKind, RecordingDetails } from "../../../protocol/mod.ts";
import { Refusal } from "../../link/errors.ts";
import { isKeyRefused, type RecordingProblem, recordingProblemOf } from "./problem.ts";
import type { RecordingApi } from "./recordings_api.ts";
import type { RecordingSource } from "./sources.ts";

/** How often one that is in work is looked at again. */
export const REFRESH_MS = 3_000;

/** Problems that waiting doesn't mend. */
const GONE: ReadonlySet<RecordingProblem> = new Set(["not-found", "forbidden"]);

export type RecordingStage =
  | { readonly kind: "loading" }
  | { readonly kind: "problem"; readonly problem: RecordingProblem }
  | { readonly kind: "locked"; readonly isWrong: boolean } // A shared link that asks for a password.
  | { readonly kind: "open" } // `details` are there.
  | { readonly kind: "deleted" };

export interface RecordingPageModel {
  readonly stage: ReadonlySignal<RecordingStage>;
  /** Null until it is open. */
  readonly details: ReadonlySignal<RecordingDetails | null>;
  /** Asks with the newest key, and once more with another where that is refused. */
  readonly api: RecordingApi;
  open(password?: string): Promise<void>;
  /** Asks again how it stands; without an answer it stays as it is known. */
  refresh(): Promise<void>;
  change(change: ChangeRecording): Promise<void>;
  /** Has work that has ended done again. */
  repeat(job: JobKind): Promise<void>;
  remove(): Promise<void>;
  dispose(): void;
}

export function createRecordingPage(source: RecordingSource): RecordingPageModel {
  const stage = signal<RecordingStage>({ kind: "loading" });
  const details = signal<RecordingDetails | null>(null);
  let current: RecordingApi | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;

  async function open(password?: string): Promise<void> {
    const mine = ++turn;
    const before = stage.peek();
    if (before.kind !== "locked") stage.value = { kind: "loading" };
    try {
      const opened = await source(password);
      if (mine !== turn) return;
      current = opened.api;
      take(opened.details);
    } catch (error) {
      if (mine !== turn) return;
      stage.value = error instanceof Refusal && error.code === "wrong-passcode"
        ? { kind: "locked", isWrong: password !== undefined }
        : { kind: "problem", problem: recordingProblemOf(error) };
    }
  }

  function take(news: RecordingDetails): void {
    batch(() => {
      details.value = news;
      stage.value = { kind: "open" };
    });
    clearTimeout(timer);
    if (isUnfinished(news)) timer = setTimeout(refresh, REFRESH_MS);
  }

  /** What is shown stays while the server is away, and goes when it may no longer be seen. */
  async function refresh(): Promise<void> {
    const mine = turn;
    try {
      const news = await api.details();
      if (mine === turn) take(news);
    } catch (error) {
      if (mine !== turn) return;
      clearTimeout(timer);
      const problem = recordingProblemOf(error);
      if (GONE.has(problem)) stage.value = { kind: "problem", problem };
      else timer = setTimeout(refresh, REFRESH_MS);
    }
  }

  async function ask<T>(once: (api: RecordingApi) => Promise<T>): Promise<T> {
    if (!current) throw new Error("Cannot ask: the recording is not open");
    try {
      return await once(current);
    } catch (error) {
      if (!isKeyRefused(error)) throw error;
      current = (await source()).api;
      return await once(current);
    }
  }

  const api: RecordingApi = {
    details: () => ask((api) => api.details()),
    link: (wish) => ask((api) => api.link(wish)),
    change: (change) => ask((api) => api.change(change)),
    repeat: (job) => ask((api) => api.repeat(job)),
    remove: () => ask((api) => api.remove()),
    shares: () => ask((api) => api.shares()),
    share: (wish) => ask((api) => api.share(wish)),
    revoke: (id) => ask((api) => api.revoke(id)),
  };

  return {
    stage,
    details,
    api,
    open,
    refresh,
    async change(change) {
      take(await api.change(change));
    },
    async repeat(job) {
      take(await api.repeat(job));
    },
    async remove() {
      await api.remove();
      turn++;
      clearTimeout(timer);
      stage.value = { kind: "deleted" };
    },
    dispose() {
      turn++;
      clearTimeout(timer);
    },
  };
}

/** Something of it is still to come. */
export const isUnfinished = ({ status, jobs }: RecordingDetails): boolean =>
  status.state === "recording" || status.state === "processing" ||
  jobs.some(({ state }) => state === "waiting" || state === "running");
