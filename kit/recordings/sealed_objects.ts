import type { ManifestEntry, RecordingId, WrappedKey } from "../../protocol/mod.ts";
import type { Clock } from "../clock.ts";
import { KeyRing, type OperatorKeys, SealedStore, type SourceStore } from "../objects/mod.ts";
import type { ManifestLog } from "./manifest_log.ts";

/** A recording is sealed or not before there is work on it; keys that are unknown are looked for anew. */
const KEYS_KEPT_MS = 5 * 60 * 1_000;

export interface SealedObjectsOptions {
  readonly store: SourceStore;
  readonly manifests: Pick<ManifestLog, "read">;
  /** Absent: what is sealed waits for who can open it. */
  readonly operator: OperatorKeys | undefined;
  readonly clock: Clock;
}

/** The store as those see it who work on recordings: whose keys stand in manifests. */
export function sealedObjects(
  { store, manifests, operator, clock }: SealedObjectsOptions,
): SealedStore {
  const find = async (id: RecordingId) => keysIn(await manifests.read(id));
  const keys = new KeyRing({ operator, find, keptMs: KEYS_KEPT_MS, clock });
  return new SealedStore({ inner: store, keys });
}

/** Keys that a manifest names, in order. */
export function keysIn(entries: Iterable<ManifestEntry>): WrappedKey[] {
  const keys: WrappedKey[] = [];
  for (const { body } of entries) if (body.type === "KeyMade") keys.push(body.key);
  return keys;
}
