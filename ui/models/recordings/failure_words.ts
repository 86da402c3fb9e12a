import { t } from "../../strings/mod.ts";

/** Why something of a recording failed, in the reader's words; `undefined`: a newer server has another reason. */
export function failureWords(code: string | undefined): string | undefined {
  const words: Readonly<Record<string, string>> = t.recordings.failure;
  return code !== undefined && Object.hasOwn(words, code) ? words[code] : undefined;
}
