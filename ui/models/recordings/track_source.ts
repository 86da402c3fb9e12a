/** What a person's track carries: its name says so, as those who make tracks name them. Pure. */
import { type RecordingAsset, Source } from "../../../protocol/mod.ts";

/** The longest first: one is the beginning of another. */
const SOURCES = Source.options.toSorted((a, b) => b.length - a.length);

/** `<peer>-<source>`, with the codec behind it where there are several. Undefined: it says otherwise. */
export function sourceOf(
  { name, peerId }: Pick<RecordingAsset, "name" | "peerId">,
): Source | undefined {
  const rest = peerId !== undefined && name.startsWith(`${peerId}-`)
    ? name.slice(peerId.length + 1)
    : undefined;
  return SOURCES.find((source) => rest === source || rest?.startsWith(`${source}-`));
}
