import {
  type Clock,
  KeyRing,
  OBJECTS_PATH,
  type OperatorKeys,
  SealedStore,
  type SourceStore,
} from "../../../kit/mod.ts";
import type { RecordingKeys } from "../../store/mod.ts";

/** Of a recording that is watched; one that is deleted meanwhile may be watched for so long. */
const KEYS_KEPT_MS = 10_000;

export interface SealedRecordingsOptions {
  readonly store: SourceStore;
  readonly keys: Pick<RecordingKeys, "of">;
  /** Absent: recordings are fetched from the store itself, and sealed ones are not played. */
  readonly operator: OperatorKeys | undefined;
  /** Signs links; the same on all processes. */
  readonly secret: string;
  readonly serveInner: ((request: Request) => Promise<Response>) | undefined;
  readonly clock: Clock;
}

/** Recordings as they are handed out: where there are keys, opened here, range by range. */
export function sealedRecordings(options: SealedRecordingsOptions): SealedStore {
  const { store: inner, keys, operator, secret, serveInner, clock } = options;
  const find = keys.of.bind(keys);
  return new SealedStore({
    inner,
    keys: new KeyRing({ operator, find, keptMs: KEYS_KEPT_MS, clock }),
    links: operator && { url: OBJECTS_PATH, secret, clock },
    serveInner,
  });
}
