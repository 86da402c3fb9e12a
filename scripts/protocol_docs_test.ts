import { assertEquals, assertStringIncludes } from "@std/assert";
import { ERROR_MEANING, subjects } from "../protocol/mod.ts";
import { MESSAGE_NAMES } from "../protocol/fixtures/registry.ts";
import { firstStaleLine, protocolPage } from "./protocol_docs.ts";

Deno.test("docs/protocol.md is what the schemas say", async () => {
  assertEquals(await firstStaleLine(), undefined, "write it anew: deno task docs");
});

Deno.test("docs/protocol.md names every message, error code and subject", async () => {
  const page = await protocolPage();
  for (const name of MESSAGE_NAMES) assertStringIncludes(page, `<a id="${name.toLowerCase()}">`);
  for (const code of Object.keys(ERROR_MEANING)) assertStringIncludes(page, `| \`${code}\` |`);
  assertStringIncludes(page, subjects.roomsActivate);
  assertStringIncludes(page, subjects.roomCommand("<room>"));
});

Deno.test("every link inside docs/protocol.md has its target", async () => {
  const page = await protocolPage();
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) =>
    text.toLowerCase().replace(/[^\p{L}\p{N} -]/gu, "").replaceAll(" ", "-")
  );
  const anchors = [...page.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id);
  const targets = new Set([...headings, ...anchors]);
  const broken = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, id = ""]) => id)
    .filter((id) => !targets.has(id));
  assertEquals([...new Set(broken)], []);
});
