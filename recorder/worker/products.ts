/** What a recording becomes: files that are looked at once more, stored, and told of in the manifest. */
import type { Clock, ManifestLog } from "../../kit/mod.ts";
import { type Asset, type RecordingId, recordingKeys } from "../../protocol/mod.ts";
import { checkArguments } from "./commands.ts";
import { CHECK_SECONDS, DURATION_TOLERANCE_MS } from "./limits.ts";
import type { Probed, Programs } from "./programs.ts";
import type { Workspace } from "./workspace.ts";

const DURATION_SHARE = 0.01;

/** A product is not what it was to be. */
export class FaultyProductError extends Error {
  override readonly name = "FaultyProductError";
  readonly code = "faulty-product";
  constructor(file: string, why: string) {
    super(`Cannot store ${file}: ${why}`);
  }
}

export interface ProductsOptions {
  readonly recordingId: RecordingId;
  readonly programs: Programs;
  readonly workspace: Workspace;
  readonly manifests: Pick<ManifestLog, "append">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface Expected {
  readonly codecs: readonly string[];
  readonly durationMs: number;
  readonly isPlaylist?: boolean;
}

export class Products {
  constructor(private readonly options: ProductsOptions) {}

  /**
   * Rejects with {@linkcode FaultyProductError} unless it lasts so long, and with `ProgramError` unless it
   * plays: at its start, in the middle and at its end.
   */
  async check(file: string, expected: Expected): Promise<Probed> {
    const { programs, workspace: { folder }, signal } = this.options;
    const probed = await programs.probe(file, { folder, signal });
    const { durationMs } = expected;
    const codecs = probed.codecs.toSorted().join("+");
    if (codecs !== expected.codecs.toSorted().join("+")) {
      throw new FaultyProductError(file, `it holds ${codecs}`);
    }
    const off = Math.abs(probed.durationMs - durationMs);
    if (off > durationMs * DURATION_SHARE + DURATION_TOLERANCE_MS) {
      throw new FaultyProductError(file, `it lasts ${probed.durationMs} of ${durationMs} ms`);
    }
    const lastMs = Math.max(0, durationMs - CHECK_SECONDS * 1_000);
    // ffmpeg's reader of playlists stumbles wherever it seeks in fragmented MP4, whoever made it.
    const moments = expected.isPlaylist ? [0] : [0, lastMs / 2, lastMs];
    for (const atMs of new Set(moments)) {
      const what = "play what was made";
      const options = { what, durationMs: CHECK_SECONDS * 1_000, folder, signal };
      await programs.run(checkArguments(file, atMs), options);
    }
    return probed;
  }

  /** Stores a file under a name beside the assets, of which the manifest says nothing. */
  async storeBeside(file: string, name: string, mediaType: string): Promise<void> {
    const { recordingId, workspace } = this.options;
    await workspace.store(file, recordingKeys.asset(recordingId, name), mediaType);
  }

  /** Stores a file and tells of it. `key`: its name in the store. */
  async store(file: string, key: string, asset: Omit<Asset, "object">): Promise<void> {
    const { recordingId, workspace, manifests, clock } = this.options;
    const at = recordingKeys.asset(recordingId, key);
    const object = await workspace.store(file, at, asset.mediaType);
    const { kind, name } = asset;
    await manifests.append({
      v: 1,
      recordingId,
      at: clock.wallMs(),
      part: null,
      body: { type: "AssetStored", asset: { ...asset, object } },
    }, `asset/${kind}/${name}/${object.sha256}`);
  }
}
