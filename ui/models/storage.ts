/** Web storage with schemas. A browser that forbids storage just forgets. */
import type { z } from "zod";

type Area = "local" | "session";

const areaOf = (area: Area): Storage => area === "local" ? localStorage : sessionStorage;

/** `undefined`: nothing there, or nothing that fits. */
export function readStored<T extends z.ZodType>(
  area: Area,
  key: string,
  schema: T,
): z.infer<T> | undefined {
  try {
    const text = areaOf(area).getItem(key);
    return text === null ? undefined : schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Names of what is stored under names that begin so. */
export function storedKeys(area: Area, prefix: string): string[] {
  try {
    return Object.keys(areaOf(area)).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

/** `undefined` forgets. */
export function writeStored(area: Area, key: string, value: unknown): void {
  try {
    if (value === undefined) areaOf(area).removeItem(key);
    else areaOf(area).setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden.
  }
}
