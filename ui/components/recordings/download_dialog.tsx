/** Everything of a recording that can be saved. */
import { useSignal } from "@preact/signals";
import type { RecordingAsset } from "../../../protocol/mod.ts";
import { locale } from "../../models/language.ts";
import type { RecordingApi } from "../../models/recordings/recordings_api.ts";
import { sourceOf } from "../../models/recordings/track_source.ts";
import { t } from "../../strings/mod.ts";
import { Modal } from "../home/modal.tsx";
import { DownloadIcon } from "../icons.tsx";

export interface DownloadDialogProps {
  assets: readonly RecordingAsset[];
  api: Pick<RecordingApi, "link">;
  closed: () => void;
}

export function DownloadDialog({ assets, api, closed }: DownloadDialogProps) {
  const hasFailed = useSignal(false);
  const busyWith = useSignal<RecordingAsset | null>(null);

  async function download(asset: RecordingAsset): Promise<void> {
    hasFailed.value = false;
    busyWith.value = asset;
    try {
      const { url } = await api.link({ kind: asset.kind, name: asset.name, download: true });
      save(url);
    } catch {
      hasFailed.value = true;
    } finally {
      busyWith.value = null;
    }
  }

  return (
    <Modal heading={t.recordings.download.heading} closed={closed} testId="download-dialog">
      <ul class="download-list">
        {assets.flatMap((asset) => {
          const label = labelOf(asset);
          if (label === undefined) return [];
          return [
            <li key={`${asset.kind} ${asset.name}`}>
              <button
                type="button"
                class="download"
                disabled={busyWith.value !== null}
                onClick={() => download(asset)}
              >
                <DownloadIcon />
                <span>{label}</span>
                <span class="hint">{sizeText(asset.sizeBytes)}</span>
              </button>
            </li>,
          ];
        })}
      </ul>
      {hasFailed.value && <p role="alert">{t.recordings.download.failed}</p>}
    </Modal>
  );
}

/** Undefined: of use to players alone. */
function labelOf(asset: RecordingAsset): string | undefined {
  const { kind, height, person, language, name } = asset;
  const words = t.recordings.download;
  switch (kind) {
    case "video":
      return height === undefined ? words.video : words.videoOf(height);
    case "track":
      return words.track(person ?? name, words.source[sourceOf(asset) ?? "other"]);
    case "captions":
      return language === undefined ? words.captions : words.captionsIn(languageText(language));
    case "transcript":
      return words.transcript;
    case "hls":
    case "poster":
    case "storyboard":
      return undefined;
    default:
      return kind satisfies never;
  }
}

function languageText(tag: string): string {
  try {
    return new Intl.DisplayNames([locale.value], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(locale.value, {
    style: "unit",
    unit: UNITS[power] ?? "byte",
    maximumFractionDigits: power > 1 ? 1 : 0,
  }).format(bytes / 1_000 ** power);
}

function save(url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = ""; // The answer names the file.
  link.click();
}
