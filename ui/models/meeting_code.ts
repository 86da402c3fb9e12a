/** Meeting codes as people write them. Pure. */
import { MeetingCode } from "../../protocol/mod.ts";

/** The code in what somebody typed or pasted: nine digits, spaced or not, or a link. */
export function parseCode(text: string): string | undefined {
  const [, linked] = /\/m\/([0-9]{9})(?:[/?#]|$)/.exec(text.trim()) ?? [];
  return MeetingCode.safeParse(linked ?? text.replace(/[\s-]/g, "")).data;
}

/** `123 456 789`, as it is read aloud. */
export const spellCode = (code: string): string => code.replace(/(...)(?=.)/g, "$1 ");
