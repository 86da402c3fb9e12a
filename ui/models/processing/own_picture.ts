/** A person's own background. It is kept on the device and sent nowhere but as part of their picture. */
import { signal } from "@preact/signals";
import { bounded } from "../../processing/fit.ts";

const DATABASE = "parley";
const STORE = "pictures";
const KEY = "background";
/** A photograph of today's cameras has some 10 MB. */
export const PICTURE_BYTES_MAX = 30_000_000;
const QUALITY = 0.85;

/** An address of the picture for this page, and null: there is none. `undefined`: not looked yet. */
export const ownPicture = signal<string | null | undefined>(undefined);

/** Looks for a picture that was kept. A browser that keeps nothing has none. */
export async function lookForPicture(): Promise<void> {
  if (ownPicture.peek() !== undefined) return;
  show(await read().catch(() => undefined));
}

/** In a size that is enough for what is sent. Rejects if it is no picture, or too large. */
export async function keepPicture(file: Blob): Promise<void> {
  if (file.size > PICTURE_BYTES_MAX) {
    throw new Error(`Cannot keep the picture: it has ${file.size} bytes`);
  }
  const bitmap = await createImageBitmap(file);
  const { width, height } = bounded(bitmap);
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const kept = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
  held = kept;
  show(kept);
  await write(kept).catch((error) => console.warn("Cannot keep the picture for later:", error));
}

/** For those who draw it; the bitmap is theirs. */
export async function openPicture(): Promise<ImageBitmap | undefined> {
  const kept = held ?? await read().catch(() => undefined);
  return kept && await createImageBitmap(kept);
}

/** Of this page, where the browser forbids to keep anything. */
let held: Blob | undefined;

function show(picture: Blob | undefined): void {
  const former = ownPicture.peek();
  if (former) URL.revokeObjectURL(former);
  ownPicture.value = picture ? URL.createObjectURL(picture) : null;
}

async function read(): Promise<Blob | undefined> {
  const found = await inStore("readonly", (store) => store.get(KEY));
  return found instanceof Blob ? found : undefined;
}

const write = (picture: Blob) => inStore("readwrite", (store) => store.put(picture, KEY));

async function inStore(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await answerOf(opening);
  try {
    return await answerOf(ask(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
