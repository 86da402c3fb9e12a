/** Examples for the page, taken from the golden fixtures. */
import { isFields, optionFor } from "../../protocol/fixtures/mutate.ts";
import { MESSAGE_NAMES, MESSAGES, readFixtures } from "../../protocol/fixtures/registry.ts";
import { optionsOf, type Shape, shapeOf } from "../../protocol/fixtures/shape.ts";

const LINE_WIDTH = 96;
/** Longer texts (tokens, addresses of header extensions) are cut in examples. */
const TEXT_MAX = 56;

/** Long, and alike everywhere: shown once, with the part of that name. */
const SHOWN_ONCE = new Set(["rtpParameters"]);

/** Every value that the fixtures hold at an exported schema, by its name. */
export type Examples = ReadonlyMap<string, readonly unknown[]>;

export async function collectExamples(): Promise<Examples> {
  const found = new Map<string, unknown[]>();
  for (const message of MESSAGE_NAMES) {
    const shape = shapeOf(MESSAGES[message]);
    for (const example of Object.values(await readFixtures(message))) collect(shape, example);
  }
  return found;

  function collect(shape: Shape, value: unknown): void {
    if (shape.name !== undefined) found.set(shape.name, [...found.get(shape.name) ?? [], value]);
    const option = optionFor(optionsOf(shape), value);
    if (option !== undefined) collect(option, value);
    if (Array.isArray(value)) { for (const item of value) collect(shape.items ?? {}, item); }
    else if (isFields(value)) {
      for (const [name, field] of Object.entries(shape.properties ?? {})) {
        if (name in value) collect(field, value[name]);
      }
    }
  }
}

/** A fenced block of JSON in which whatever fits stands on one line. */
export function jsonBlock(value: unknown): string {
  return `\`\`\`json\n${compact(withoutRepeats(value), 0)}\n\`\`\``;
}

function withoutRepeats(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRepeats);
  if (!isFields(value)) return value;
  const fields = Object.entries(value).map(([name, part]) =>
    SHOWN_ONCE.has(name) ? [name, { "…": "…" }] : [name, withoutRepeats(part)]
  );
  return Object.fromEntries(fields);
}

function compact(value: unknown, indent: number): string {
  const flat = flatten(value);
  if (indent + flat.length <= LINE_WIDTH || typeof value !== "object" || value === null) {
    return flat;
  }
  const pad = " ".repeat(indent + 2);
  const close = `\n${" ".repeat(indent)}`;
  if (Array.isArray(value)) {
    const items = value.map((item) => pad + compact(item, indent + 2));
    return `[\n${items.join(",\n")}${close}]`;
  }
  const fields = Object.entries(value).map(([name, part]) =>
    `${pad}${JSON.stringify(name)}: ${compact(part, indent + 2)}`
  );
  return `{\n${fields.join(",\n")}${close}}`;
}

function flatten(value: unknown): string {
  if (typeof value === "string" && value.length > TEXT_MAX) {
    return JSON.stringify(`${value.slice(0, TEXT_MAX)}…`);
  }
  if (Array.isArray(value)) return `[${value.map(flatten).join(", ")}]`;
  if (!isFields(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, part]) =>
    `${JSON.stringify(name)}: ${flatten(part)}`
  );
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
