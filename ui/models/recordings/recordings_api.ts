/** The recordings' part of the HTTP API. All reject with `Refusal` or `LinkDown`. */
import { z } from "zod";
import {
  AssetLink,
  type ChangeRecording,
  type JobKind,
  type LinkAsset,
  type OpenShared,
  RecordingDetails,
  type RecordingId,
  RecordingShares,
  RecordingsPage,
  type RepeatJob,
  type SearchRecordings,
  SharedLink,
  SharedRecording,
  type ShareRecording,
} from "../../../protocol/mod.ts";
import { call } from "../api.ts";

const ROOT = "/api/recordings";

export const searchRecordings = (body: SearchRecordings): Promise<RecordingsPage> =>
  call(RecordingsPage, "POST", `${ROOT}/search`, { body });

export const openShared = (body: OpenShared): Promise<SharedRecording> =>
  call(SharedRecording, "POST", `${ROOT}/shared`, { body });

/** One recording, for who has a key to it. */
export interface RecordingApi {
  details(): Promise<RecordingDetails>;
  /** A link that opens without a key, for a short while. */
  link(wish: LinkAsset): Promise<AssetLink>;
  change(change: ChangeRecording): Promise<RecordingDetails>;
  repeat(job: JobKind): Promise<RecordingDetails>;
  remove(): Promise<void>;
  shares(): Promise<RecordingShares>;
  share(wish: ShareRecording): Promise<SharedLink>;
  revoke(shareId: string): Promise<void>;
}

/** `secret`: the key as it is now. */
export function createRecordingApi(id: RecordingId, secret: () => string): RecordingApi {
  const path = `${ROOT}/${encodeURIComponent(id)}`;
  const ask = <T extends z.ZodType>(
    schema: T,
    method: "GET" | "POST" | "PATCH" | "DELETE",
    below = "",
    body?: unknown,
  ): Promise<z.infer<T>> =>
    call(schema, method, `${path}${below}`, {
      secret: secret(),
      ...(body !== undefined && { body }),
    });
  return {
    details: () => ask(RecordingDetails, "GET"),
    link: (wish) => ask(AssetLink, "POST", "/links", wish),
    change: (change) => ask(RecordingDetails, "PATCH", "", change),
    repeat: (job) => ask(RecordingDetails, "POST", "/jobs", { job } satisfies RepeatJob),
    remove: async () => void await ask(z.unknown(), "DELETE"),
    shares: () => ask(RecordingShares, "GET", "/shares"),
    share: (wish) => ask(SharedLink, "POST", "/shares", wish),
    revoke: async (shareId) =>
      void await ask(z.unknown(), "DELETE", `/shares/${encodeURIComponent(shareId)}`),
  };
}

/** Reads a text that a link opens: captions, a transcript, a storyboard. */
export async function readLinked({ url }: Pick<AssetLink, "url">): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TEXT_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`Cannot read ${url}: the answer is ${response.status}`);
  return await response.text();
}

/** An hour's transcript is long, and a network may be slow. */
const TEXT_TIMEOUT_MS = 30_000;
