import { assertEquals } from "@std/assert";
import { LINKS_MAX, partsOf, preview } from "./text.ts";

const linksOf = (text: string) =>
  partsOf(text).flatMap((part) => part.kind === "link" ? [part.text] : []);

Deno.test("a message is words and web addresses, and nothing of it is lost", () => {
  const text = "See https://parley.example/a?b=c#d, or (http://x.example/y_(z)).\nBye";
  assertEquals(linksOf(text), ["https://parley.example/a?b=c#d", "http://x.example/y_(z)"]);
  assertEquals(partsOf(text).map((part) => part.text).join(""), text);
});

Deno.test("nothing but http and https becomes a link, however it is written", () => {
  for (
    const text of [
      "javascript:alert(1)",
      "JaVaScRiPt://example.org/%0aalert(1)",
      "data:text/html,<script>alert(1)</script>",
      "<a href=x onclick=y>",
      "file:///etc/passwd",
      "http://",
      "https://bank.example@evil.example/",
    ]
  ) assertEquals(linksOf(text), [], text);
});

Deno.test("markup around an address stays words", () => {
  const parts = partsOf('<img src="https://e.example/x.png">');
  assertEquals(parts, [
    { kind: "words", text: '<img src="' },
    { kind: "link", text: "https://e.example/x.png", href: "https://e.example/x.png" },
    { kind: "words", text: '">' },
  ]);
});

Deno.test("links in one message are bounded", () => {
  const text = "https://e.example ".repeat(LINKS_MAX + 5);
  assertEquals(linksOf(text).length, LINKS_MAX);
  assertEquals(partsOf(text).map((part) => part.text).join(""), text);
});

Deno.test("a preview is one short line of whole characters", () => {
  assertEquals(preview("a\n b\t c", 20), "a b c");
  assertEquals(preview("👍👍👍👍", 3), "👍👍…");
});
