import type { Clock } from "../../../kit/mod.ts";
import type { RecordingKeys, StoppedRecording } from "../../store/mod.ts";

/** After a recording's end its recorders' manifests may still be on their disks. */
const KEY_AWAIT_MS = 60_000;

export interface SealerOptions {
  /** Whether recordings are sealed here. */
  readonly isSealing: boolean;
  readonly keys: Pick<RecordingKeys, "of">;
  readonly clock: Clock;
}

/** Sees to it that nothing is made of a recording before its key is known: recorders make them. */
export class Sealer {
  constructor(private readonly options: SealerOptions) {}

  /**
   * Whether a key may still come. None comes where no recorder has kept anything, or all that did are cut
   * off; then the timeline, which holds names and no word that was said, is stored as it is. Rejects with
   * `StoreUnavailableError`.
   */
  async awaitsKey({ id, stoppedAt }: StoppedRecording): Promise<boolean> {
    const { isSealing, keys, clock } = this.options;
    if (!isSealing || clock.wallMs() - stoppedAt > KEY_AWAIT_MS) return false;
    return (await keys.of(id)).length === 0;
  }
}
