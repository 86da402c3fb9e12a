/**
 * Writes `docs/protocol.md` from the schemas, their doc comments, the golden fixtures and the prose
 * in `protocol_docs/template.md`. With `--check` it writes nothing and fails when the page is stale.
 */
import { readDocComments } from "./protocol_docs/doc_comments.ts";
import { renderPage } from "./protocol_docs/render.ts";

const PAGE = new URL("../docs/protocol.md", import.meta.url);
const TEMPLATE = new URL("./protocol_docs/template.md", import.meta.url);

/** The page as it should be. */
export async function protocolPage(): Promise<string> {
  return await renderPage(await Deno.readTextFile(TEMPLATE), await readDocComments());
}

/** Where the page on disk first differs from what it should be; undefined: nowhere. */
export async function firstStaleLine(): Promise<
  { line: number; is: string; shouldBe: string } | undefined
> {
  const wanted = (await protocolPage()).split("\n");
  const there = (await readPage()).split("\n");
  const length = Math.max(wanted.length, there.length);
  for (let i = 0; i < length; i++) {
    if (wanted[i] !== there[i]) {
      return { line: i + 1, is: there[i] ?? "(nothing)", shouldBe: wanted[i] ?? "(nothing)" };
    }
  }
  return undefined;
}

async function readPage(): Promise<string> {
  try {
    return await Deno.readTextFile(PAGE);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== "--check");
  if (unknown !== undefined) {
    console.error(`Cannot read ${unknown}: the only option is --check`);
    return 2;
  }
  if (!args.includes("--check")) {
    await Deno.writeTextFile(PAGE, await protocolPage());
    console.log("docs/protocol.md written");
    return 0;
  }
  const stale = await firstStaleLine();
  if (stale === undefined) return 0;
  console.error(`docs/protocol.md is stale from line ${stale.line} on:`);
  console.error(`  is         ${stale.is}\n  should be  ${stale.shouldBe}`);
  console.error("Write it anew: deno task docs");
  return 1;
}
