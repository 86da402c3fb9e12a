import { assert, assertEquals } from "@std/assert";
import type { ErrorCode } from "../../protocol/mod.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { refusalText } from "./mod.ts";
import { chooseLanguage, localeOf } from "../models/languages.ts";

/** Paths of all words, with the number of arguments where they take some. */
function shapeOf(words: unknown, path = ""): string[] {
  if (typeof words === "string") return [path];
  if (typeof words === "function") return [`${path}(${words.length})`];
  return Object.entries(Object(words)).flatMap(([key, value]) => shapeOf(value, `${path}.${key}`));
}

Deno.test("every language has the same words, none of them empty where another has one", () => {
  assertEquals(shapeOf(de).sort(), shapeOf(en).sort());
  const emptyOf = (words: unknown, path = ""): string[] =>
    words === ""
      ? [path]
      : typeof words === "object"
      ? Object.entries(Object(words)).flatMap(([key, value]) => emptyOf(value, `${path}.${key}`))
      : [];
  assertEquals(emptyOf(de).sort(), emptyOf(en).sort());
});

Deno.test("the language chosen comes first, then the browser's, then English", () => {
  assertEquals(chooseLanguage("de", ["en-GB"]), "de");
  assertEquals(chooseLanguage("system", ["fr-FR", "de-AT", "en"]), "de");
  assertEquals(chooseLanguage("system", ["fr"]), "en");
});

Deno.test("times are written as the browser's own variety of the language has them", () => {
  assertEquals(localeOf("en", ["de-AT", "en-GB", "en-US"]), "en-GB");
  assertEquals(localeOf("de", ["de-AT", "en"]), "de-AT");
  assertEquals(localeOf("de", ["fr"]), "de");
});

Deno.test("whatever a room refuses is said in the page's language, whatever words the room has", () => {
  const refusals = [
    "forbidden",
    "wrong-state",
    "too-many",
    "unknown-peer",
    "unknown-poll",
    "unknown-message",
    "unknown-breakout",
    "encrypted",
    "target-refused",
    "room-ended",
    "not-joined",
    "rate-limited",
    "expired",
    "overloaded",
    "unavailable",
    "log-unavailable",
  ] as const satisfies readonly ErrorCode[];
  for (const words of [en, de]) {
    for (const code of refusals) assert(words.refused[code].length > 0, code);
  }
  assertEquals(refusalText("a-code-of-a-later-version"), en.refused.unknown);
});
