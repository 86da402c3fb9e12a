/** Files that will go with the next message. */
import type { Upload, Uploads } from "../../models/chat/uploads.ts";
import { percentText } from "../../models/language.ts";
import { t } from "../../strings/mod.ts";
import { CloseIcon, FileIcon } from "../icons.tsx";
import { sizeText } from "./message_files.tsx";

export function UploadList({ uploads }: { uploads: Uploads }) {
  const list = uploads.list.value;
  if (list.length === 0) return null;
  return (
    <ul class="upload-list" data-testid="uploads">
      {list.map((upload) => (
        <li key={upload.key} class="upload" data-state={upload.state.kind}>
          {upload.pictureUrl ? <img src={upload.pictureUrl} alt="" /> : <FileIcon />}
          <span class="upload-words">
            <span class="file-name">{upload.name}</span>
            <span class="file-size">{stateText(upload)}</span>
          </span>
          {upload.state.kind === "sending" && (
            <progress
              max={1}
              value={upload.state.share}
              aria-label={upload.name}
            />
          )}
          {upload.state.kind === "failed" && (
            <button
              type="button"
              class="link-button"
              aria-label={t.chat.retryFile(upload.name)}
              onClick={() => uploads.retry(upload.key)}
            >
              {t.chat.retry}
            </button>
          )}
          <button
            type="button"
            class="icon-button small"
            aria-label={isGoing(upload)
              ? t.chat.cancelFile(upload.name)
              : t.chat.removeFile(upload.name)}
            onClick={() => uploads.remove(upload.key)}
          >
            <CloseIcon />
          </button>
        </li>
      ))}
    </ul>
  );
}

const isGoing = ({ state }: Upload) => state.kind === "sending" || state.kind === "checking";

function stateText({ state, sizeBytes }: Upload): string {
  switch (state.kind) {
    case "sending":
      return `${sizeText(sizeBytes)} · ${percentText(state.share)}`;
    case "checking":
      return t.chat.checking;
    case "ready":
      return `${sizeText(sizeBytes)} · ${t.chat.ready}`;
    case "failed":
      return problemOf(state.code);
    default:
      return state satisfies never;
  }
}

function problemOf(code: string | undefined): string {
  const problems: Readonly<Record<string, string>> = t.chat.fileProblem;
  return problems[code ?? "unreachable"] ?? t.chat.fileProblem.unknown;
}
