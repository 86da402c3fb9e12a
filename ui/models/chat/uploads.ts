/** Files on their way to the next message: announced, brought, looked at by the server, ready. */
import { type ReadonlySignal, signal } from "@preact/signals";
import { FILE_BYTES_MAX, FILES_PER_MESSAGE_MAX, type FileView } from "../../../protocol/mod.ts";
import { LinkDown, Refusal } from "../../link/errors.ts";
import type { RoomApi } from "../room_api.ts";
import type { PutFile } from "./put_file.ts";

/** Looking at a large file takes the server longer than one answer may. */
export const COMPLETE_ATTEMPTS_MAX = 6;

export interface Upload {
  readonly key: number;
  readonly name: string;
  readonly sizeBytes: number;
  /** An address of the picture on this device, where it is one. */
  readonly pictureUrl: string | undefined;
  readonly state:
    | { readonly kind: "sending"; readonly share: number }
    | { readonly kind: "checking" }
    | { readonly kind: "ready"; readonly file: FileView }
    /** `code` of the refusal; without one the server was out of reach. */
    | { readonly kind: "failed"; readonly code?: string | undefined };
}

export interface Uploads {
  readonly list: ReadonlySignal<readonly Upload[]>;
  /** Returns how many did not find room. */
  add(files: Iterable<File>): number;
  remove(key: number): void;
  retry(key: number): void;
  /** The files that are ready; they leave the list. */
  take(): FileView[];
  dispose(): void;
}

export function createUploads(api: RoomApi, put: PutFile): Uploads {
  const list = signal<readonly Upload[]>([]);
  const sources = new Map<number, { readonly file: File; readonly abort: AbortController }>();
  let count = 0;

  const set = (key: number, state: Upload["state"]) => {
    list.value = list.peek().map((upload) => upload.key === key ? { ...upload, state } : upload);
  };

  function add(files: Iterable<File>): number {
    let left = 0;
    for (const file of files) {
      if (list.peek().length >= FILES_PER_MESSAGE_MAX) {
        left++;
        continue;
      }
      const key = ++count;
      const pictureUrl = isPicture(file) ? URL.createObjectURL(file) : undefined;
      list.value = [...list.peek(), {
        key,
        name: fileName(file.name),
        sizeBytes: file.size,
        pictureUrl,
        state: { kind: "sending", share: 0 },
      }];
      start(key, file);
    }
    return left;
  }

  function start(key: number, file: File): void {
    const abort = new AbortController();
    sources.set(key, { file, abort });
    bring(key, file, abort.signal).catch((error) => {
      if (abort.signal.aborted) return;
      set(key, { kind: "failed", code: error instanceof Refusal ? error.code : undefined });
    });
  }

  async function bring(key: number, file: File, signal: AbortSignal): Promise<void> {
    if (file.size === 0) throw new Refusal({ code: "file-empty", message: "It is empty" });
    if (file.size > FILE_BYTES_MAX) {
      throw new Refusal({ code: "message-too-large", message: "It is too large" });
    }
    const upload = await api.announceFile({
      name: fileName(file.name),
      sizeBytes: file.size,
      mediaType: file.type.slice(0, 100) || "application/octet-stream",
    });
    signal.throwIfAborted();
    await put(upload, file, {
      signal,
      progress: (share) => set(key, { kind: "sending", share }),
    });
    set(key, { kind: "checking" });
    const ready = await complete(upload.fileId, signal);
    signal.throwIfAborted();
    set(key, { kind: "ready", file: ready });
  }

  async function complete(fileId: string, signal: AbortSignal): Promise<FileView> {
    for (let attempt = 1;; attempt++) {
      signal.throwIfAborted();
      try {
        return (await api.completeFile(fileId)).file;
      } catch (error) {
        if (!(error instanceof LinkDown) || attempt === COMPLETE_ATTEMPTS_MAX) throw error;
      }
    }
  }

  function forget(keys: readonly number[]): void {
    for (const { key, pictureUrl } of list.peek()) {
      if (!keys.includes(key)) continue;
      sources.get(key)?.abort.abort();
      sources.delete(key);
      if (pictureUrl) URL.revokeObjectURL(pictureUrl);
    }
    list.value = list.peek().filter(({ key }) => !keys.includes(key));
  }

  return {
    list,
    add,
    remove: (key) => forget([key]),
    retry(key) {
      const source = sources.get(key);
      if (!source) return;
      set(key, { kind: "sending", share: 0 });
      start(key, source.file);
    },
    take() {
      const ready = list.peek().flatMap(({ key, state }) =>
        state.kind === "ready" ? [{ key, file: state.file }] : []
      );
      forget(ready.map(({ key }) => key));
      return ready.map(({ file }) => file);
    },
    dispose: () => forget(list.peek().map(({ key }) => key)),
  };
}

/** What browsers show without running anything. */
const isPicture = ({ type }: File) => /^image\/(png|jpeg|gif|webp|avif)$/.test(type);

const NAME_CHARACTERS_MAX = 200;

/** As the server takes it: no path, no control characters, with its ending where it is too long. */
export function fileName(name: string): string {
  const plain = name.replaceAll(/[\p{Cc}/\\]/gu, " ").trim() || "file";
  if (plain.length <= NAME_CHARACTERS_MAX) return plain;
  const ending = /\.[^.]{1,20}$/.exec(plain)?.[0] ?? "";
  return plain.slice(0, NAME_CHARACTERS_MAX - ending.length).trimEnd() + ending;
}
