/** The protocol's own doc comments, read by Deno rather than by us. */
import { z } from "zod";

const DocOutput = z.object({
  nodes: z.record(
    z.string(),
    z.object({
      symbols: z.array(z.object({
        name: z.string(),
        declarations: z.array(z.object({
          jsDoc: z.object({ doc: z.string().optional() }).optional(),
        })),
      })),
    }),
  ),
});

/** First doc comment of every symbol that `protocol/mod.ts` exports. */
export async function readDocComments(): Promise<ReadonlyMap<string, string>> {
  const entry = new URL("../../protocol/mod.ts", import.meta.url);
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", entry.href],
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot read doc comments: ${decoder.decode(stderr).trim()}`);
  const comments = new Map<string, string>();
  for (
    const { symbols } of Object.values(DocOutput.parse(JSON.parse(decoder.decode(stdout))).nodes)
  ) {
    for (const { name, declarations } of symbols) {
      const doc = declarations.find(({ jsDoc }) => jsDoc?.doc !== undefined)?.jsDoc?.doc;
      if (doc !== undefined) comments.set(name, plain(doc));
    }
  }
  return comments;
}

/** One paragraph of Markdown: links of the comment become code, lines flow. */
const plain = (doc: string): string =>
  doc.replace(/\{@link(?:code)? (\w+)\}/g, "`$1`").replace(/\s*\n\s*/g, " ").trim();
