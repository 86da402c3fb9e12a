/** Brings a file to where it is kept. By XMLHttpRequest: `fetch` does not tell how far it is. */
import type { FileUpload } from "../../../protocol/mod.ts";
import { LinkDown, Refusal } from "../../link/errors.ts";

export interface PutOptions {
  readonly signal: AbortSignal;
  /** 0 to 1. */
  progress(share: number): void;
}

/** Rejects with `Refusal` when refused, `LinkDown` when out of reach, or with the signal's reason. */
export type PutFile = (upload: FileUpload, file: Blob, options: PutOptions) => Promise<void>;

/** The body is longer than announced, or than the store takes (RFC 9110). */
const CONTENT_TOO_LARGE = 413;

export const putFile: PutFile = ({ method, url, headers }, file, { signal, progress }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve();
      const code = request.status === CONTENT_TOO_LARGE ? "message-too-large" : "unavailable";
      reject(new Refusal({ code, message: `Cannot bring the file: ${request.status}` }));
    };
    request.onerror = () =>
      reject(new LinkDown("Cannot bring the file: the store is out of reach"));
    request.onabort = () => reject(signal.reason);
    request.onloadend = () => signal.removeEventListener("abort", stop);
    signal.addEventListener("abort", stop);
    request.send(file);
  });
