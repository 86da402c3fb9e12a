/** Files of a message: pictures as small ones, others as rows. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { FileView } from "../../../protocol/mod.ts";
import type { Call } from "../../models/call.ts";
import { sizeParts } from "../../models/chat/file_links.ts";
import { numberText } from "../../models/language.ts";
import { t } from "../../strings/mod.ts";
import { FileIcon } from "../icons.tsx";

export function MessageFiles({ call, files }: { call: Call; files: readonly FileView[] }) {
  return (
    <ul class="message-files">
      {files.map((file) => (
        <li key={file.id}>
          {file.thumbnail
            ? <Picture call={call} file={file} />
            : <FileRow call={call} file={file} />}
        </li>
      ))}
    </ul>
  );
}

function Picture({ call, file }: { call: Call; file: FileView }) {
  const url = useSignal<string | null>(null);
  useEffect(() => {
    let isGone = false;
    call.chat.fileUrl(file.id, true).then(
      (address) => {
        if (!isGone) url.value = address;
      },
      () => {}, // The name stays, and the way to the file itself.
    );
    return () => isGone = true;
  }, [file.id]);
  return (
    <button
      type="button"
      class="message-picture"
      aria-label={t.chat.openImage(file.name)}
      title={file.name}
      style={{ aspectRatio: `${file.width ?? 4} / ${file.height ?? 3}` }}
      onClick={() => open(call, file, false)}
    >
      {url.value ? <img src={url.value} alt={file.name} /> : <FileIcon />}
    </button>
  );
}

function FileRow({ call, file }: { call: Call; file: FileView }) {
  return (
    <button
      type="button"
      class="message-file"
      aria-label={`${t.chat.download(file.name)}, ${sizeText(file.sizeBytes)}`}
      onClick={() => open(call, file, true)}
    >
      <FileIcon />
      <span class="file-name">{file.name}</span>
      <span class="file-size">{sizeText(file.sizeBytes)}</span>
    </button>
  );
}

export function sizeText(bytes: number): string {
  const { value, unit } = sizeParts(bytes);
  return t.chat.bytes(numberText(value), unit);
}

/** In a tab of its own, or as a download: the server says which by its headers. */
async function open({ chat, toasts }: Call, file: FileView, isDownload: boolean): Promise<void> {
  try {
    const link = document.createElement("a");
    link.href = await chat.fileUrl(file.id, false);
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    if (isDownload) link.download = file.name;
    link.click();
  } catch {
    toasts.show({ id: "file", text: t.chat.fileFailed, tone: "problem" });
  }
}
