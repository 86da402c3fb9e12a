/** What screen readers are told as it happens. */
import { signal } from "@preact/signals";

/** The text, and a number so that the same words twice are said twice. */
export const announcement = signal({ text: "", count: 0 });

export function announce(text: string): void {
  announcement.value = { text, count: announcement.peek().count + 1 };
}
