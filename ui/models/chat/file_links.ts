/** Addresses of files, which hold for a while. */
import type { FileId } from "../../../protocol/mod.ts";
import { backoffMs } from "../../link/backoff.ts";
import type { RoomApi } from "../room_api.ts";

export const FILE_LINKS_MAX = 200;
/** An address about to expire is asked for anew. */
const MARGIN_MS = 10_000;

interface Held {
  readonly url: Promise<string>;
  /** Epoch ms; until it is known the answer is waited for. */
  expiresAt: number;
}

/** Rejects where there is none to be had now; asking again may help. */
export type FileLinks = (id: FileId, isThumbnail: boolean) => Promise<string>;

export function createFileLinks(api: RoomApi, now: () => number): FileLinks {
  const held = new Map<string, Held>();

  return (id, isThumbnail) => {
    const key = `${id}/${isThumbnail}`;
    const known = held.get(key);
    if (known && known.expiresAt - MARGIN_MS > now()) return known.url;
    const answer = askPatiently(() => api.fileUrl(id, isThumbnail));
    const link: Held = { url: answer.then(({ url }) => url), expiresAt: Infinity };
    held.delete(key);
    held.set(key, link);
    const [oldest] = held.keys();
    if (held.size > FILE_LINKS_MAX && oldest !== undefined) held.delete(oldest);
    answer.then(({ expiresAt }) => link.expiresAt = expiresAt, () => held.delete(key));
    return link.url;
  };
}

/** A message may be here before the file's place is known to whoever is asked. */
const ATTEMPTS_MAX = 5;

async function askPatiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === ATTEMPTS_MAX) throw error;
      await new Promise((resolve) => setTimeout(resolve, backoffMs(attempt, Math.random())));
    }
  }
}

const UNITS = ["B", "kB", "MB", "GB"] as const;

/** A size in decimal units, as `value` and `unit`. Pure. */
export function sizeParts(bytes: number): { value: number; unit: typeof UNITS[number] } {
  let value = bytes;
  let index = 0;
  while (value >= 999.5 && index < UNITS.length - 1) {
    value /= 1_000;
    index++;
  }
  const unit = UNITS[index] ?? "GB";
  return {
    value: index === 0 || value >= 10 ? Math.round(value) : Math.round(value * 10) / 10,
    unit,
  };
}
