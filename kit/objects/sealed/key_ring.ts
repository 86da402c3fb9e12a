import type { RecordingId, WrappedKey } from "../../../protocol/mod.ts";
import type { Clock } from "../../clock.ts";
import { ObjectsUnavailableError } from "../object_store.ts";
import type { DataKey } from "./data_key.ts";
import type { OperatorKeys } from "./operator_keys.ts";

/** Recordings whose keys are remembered; the one asked for longest ago is forgotten first. */
const RECORDINGS_MAX = 200;

export interface KeyRingOptions {
  /** Absent: this process opens nothing, and says so of what is sealed. */
  readonly operator: OperatorKeys | undefined;
  /** Where recordings' keys are kept: a manifest, or rows. */
  readonly find: (recordingId: RecordingId) => Promise<readonly WrappedKey[]>;
  /** How long an answer of `find` holds. */
  readonly keptMs: number;
  readonly clock: Clock;
}

interface Known {
  readonly keys: ReadonlyMap<string, WrappedKey>;
  readonly opened: Map<string, Promise<DataKey>>;
  readonly atMs: number;
}

/** The keys of recordings, opened when they are needed. Rejects with `ObjectsUnavailableError`. */
export class KeyRing {
  readonly #options: KeyRingOptions;
  readonly #known = new Map<RecordingId, Known>();

  constructor(options: KeyRingOptions) {
    this.#options = options;
  }

  /** Whether what is made of the recording has to be sealed. */
  async isSealed(id: RecordingId): Promise<boolean> {
    return (await this.#of(id)).keys.size > 0;
  }

  /** That new objects are sealed by; `undefined`: the recording is not sealed. */
  async forWriting(id: RecordingId): Promise<DataKey | undefined> {
    const known = await this.#of(id);
    const [first] = known.keys.values();
    return first && await this.#open(id, known, first);
  }

  /** The one that an object names. */
  async named(id: RecordingId, keyId: string): Promise<DataKey> {
    let known = await this.#of(id);
    if (!known.keys.has(keyId)) {
      this.#known.delete(id); // It may have been made since.
      known = await this.#of(id);
    }
    const wrapped = known.keys.get(keyId);
    if (!wrapped) throw new ObjectsUnavailableError("its key is not known, or destroyed");
    return await this.#open(id, known, wrapped);
  }

  async #of(id: RecordingId): Promise<Known> {
    const { find, keptMs, clock } = this.#options;
    const before = this.#known.get(id);
    if (before && clock.monotonicMs() - before.atMs < keptMs) return before;
    const keys = new Map((await found(find(id))).map((key) => [key.id, key]));
    const known = { keys, opened: before?.opened ?? new Map(), atMs: clock.monotonicMs() };
    this.#known.delete(id);
    this.#known.set(id, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > RECORDINGS_MAX && oldest !== undefined) this.#known.delete(oldest);
    return known;
  }

  #open(id: RecordingId, { opened }: Known, wrapped: WrappedKey): Promise<DataKey> {
    const { operator } = this.#options;
    if (!operator) {
      throw new ObjectsUnavailableError("it is sealed, and this process has no operator's keys");
    }
    const before = opened.get(wrapped.id);
    if (before) return before;
    const opening = operator.open(id, wrapped);
    opened.set(wrapped.id, opening);
    opening.catch(() => opened.delete(wrapped.id));
    return opening;
  }
}

async function found(finding: Promise<readonly WrappedKey[]>): Promise<readonly WrappedKey[]> {
  try {
    return await finding;
  } catch (error) {
    throw new ObjectsUnavailableError("its keys can't be asked for", { cause: error });
  }
}
