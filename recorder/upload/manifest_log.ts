import { jetstream, type JetStreamClient } from "@nats-io/jetstream";
import { encode, type NatsBus } from "../../kit/mod.ts";
import { type ManifestEntry, subjects } from "../../protocol/mod.ts";
import { APPEND_TIMEOUT_MS } from "../limits.ts";

/** Where manifests are. */
export interface ManifestLog {
  /** Resolves when it is kept; the same `id` twice is kept once. Rejects when it can't be now. */
  append(id: string, entry: ManifestEntry): Promise<void>;
}

export class JetStreamManifests implements ManifestLog {
  readonly #client: JetStreamClient;

  constructor(bus: NatsBus) {
    this.#client = jetstream(bus.connection, { timeout: APPEND_TIMEOUT_MS });
  }

  async append(id: string, entry: ManifestEntry): Promise<void> {
    await this.#client.publish(subjects.recordingLog(entry.recordingId), encode(entry), {
      msgID: id,
    });
  }
}
