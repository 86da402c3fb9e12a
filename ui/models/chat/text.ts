/** What a message's text is made of: words, line breaks and links. Never HTML. Pure. */

export type TextPart =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

/** Only these begin a link: `javascript:` and its like stay words. */
const LINK = /\bhttps?:\/\/[^\s<>"'`\\^{|}]+/giu;
/** Ends a sentence rather than an address. */
const TRAILING = /[.,;:!?…*_~]+$/u;
/** Links in one message beyond these stay words. */
export const LINKS_MAX = 100;

export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  let links = 0;
  for (const match of text.matchAll(LINK)) {
    if (links === LINKS_MAX) break;
    const shown = addressOf(match[0]);
    const href = safeHref(shown);
    if (href === undefined) continue;
    if (match.index > at) parts.push({ kind: "words", text: text.slice(at, match.index) });
    parts.push({ kind: "link", text: shown, href });
    at = match.index + shown.length;
    links++;
  }
  if (at < text.length) parts.push({ kind: "words", text: text.slice(at) });
  return parts;
}

/** Without what belongs to the sentence: punctuation, and a bracket that was opened before it. */
function addressOf(found: string): string {
  let address = found;
  for (;;) {
    const bare = address.replace(TRAILING, "");
    const closes = /[)\]]$/.exec(bare)?.[0];
    const opener = closes === ")" ? "(" : "[";
    const isLoose = closes !== undefined && count(bare, closes) > count(bare, opener);
    const next = isLoose ? bare.slice(0, -1) : bare;
    if (next === address) return address;
    address = next;
  }
}

const count = (text: string, sign: string): number => text.split(sign).length - 1;

/** The address as the browser reads it; undefined where it is none, or hides a name in front (`a@b`). */
function safeHref(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password, href } = new URL(text);
  const isWeb = protocol === "https:" || protocol === "http:";
  return isWeb && username === "" && password === "" ? href : undefined;
}

/** One line of at most so many characters, for previews; whole characters only. */
export function preview(text: string, charactersMax: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  const characters = [...line];
  return characters.length <= charactersMax
    ? line
    : `${characters.slice(0, charactersMax - 1).join("").trimEnd()}…`;
}
