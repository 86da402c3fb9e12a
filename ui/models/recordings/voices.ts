/** Whose voice is heard: everybody's, as it was, or one person's own track. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { PeerId, RecordingAsset } from "../../../protocol/mod.ts";
import type { Player } from "./player.ts";
import { sourceOf } from "./track_source.ts";
import type { RecordingApi } from "./recordings_api.ts";

/** The sound that a person sent, where there is such a track. */
export const voiceOf = (assets: readonly RecordingAsset[], peerId: PeerId) =>
  assets.find((asset) =>
    asset.kind === "track" && asset.peerId === peerId && sourceOf(asset) === "mic" &&
    asset.mediaType.startsWith("audio/")
  );

export interface Voices {
  /** Null: everybody. */
  readonly heard: ReadonlySignal<PeerId | null>;
  readonly hasFailed: ReadonlySignal<boolean>;
  hear(peerId: PeerId | null): Promise<void>;
}

export function createVoices(
  { player, api, assets }: {
    player: Pick<Player, "hearTrack" | "hearVideo">;
    api: Pick<RecordingApi, "link">;
    assets: () => readonly RecordingAsset[];
  },
): Voices {
  const heard = signal<PeerId | null>(null);
  const hasFailed = signal(false);
  let turn = 0;

  return {
    heard,
    hasFailed,
    async hear(peerId) {
      const mine = ++turn;
      const track = peerId === null ? undefined : voiceOf(assets(), peerId);
      batch(() => {
        heard.value = track ? peerId : null;
        hasFailed.value = false;
      });
      if (!track) return player.hearVideo();
      try {
        const { url } = await api.link({ kind: "track", name: track.name });
        if (mine === turn) player.hearTrack(url);
      } catch {
        if (mine !== turn) return;
        batch(() => {
          heard.value = null;
          hasFailed.value = true;
        });
        player.hearVideo();
      }
    },
  };
}
