/**
 * Fills the page's template. Directives stand alone on a line:
 *
 * - `{{schema Name}}`: a message or part, its tables, its variants with an example each;
 * - `{{example Message label}}`: one golden fixture;
 * - `{{parts}}`: every named part that no `schema` line has shown;
 * - `{{subjects}}`, `{{close-codes}}`, `{{errors}}`, `{{rights}}`, `{{limits}}`.
 */
import { optionFor } from "../../protocol/fixtures/mutate.ts";
import { MESSAGE_NAMES, MESSAGES, readFixtures } from "../../protocol/fixtures/registry.ts";
import {
  EXPORTED,
  optionLabel,
  optionsOf,
  type Shape,
  shapeOf,
} from "../../protocol/fixtures/shape.ts";
import { closeCodeTable, errorTable, limitTable, rightsTable, subjectTable } from "./constants.ts";
import { collectExamples, type Examples, jsonBlock } from "./examples.ts";
import { boundsText, type Comments, fieldTable, table, unnamedUnions } from "./tables.ts";

const DIRECTIVE = /^\{\{(\S+?)(?: (\S+))?(?: (\S+))?\}\}$/;

export async function renderPage(template: string, comments: Comments): Promise<string> {
  const examples = await collectExamples();
  const lines = template.split("\n");
  const shown = new Set(
    lines.flatMap((line) => {
      const [, verb, name] = DIRECTIVE.exec(line) ?? [];
      return verb === "schema" && name !== undefined ? [name] : [];
    }),
  );
  const out: string[] = [];
  for (const line of lines) {
    const directive = DIRECTIVE.exec(line);
    out.push(directive === null ? line : await carryOut(directive));
  }
  return out.join("\n");

  async function carryOut([line, verb, name = "", label = ""]: RegExpExecArray): Promise<string> {
    switch (verb) {
      case "schema":
        return schemaSection(name, comments, examples);
      case "example":
        return await example(name, label);
      case "parts":
        return parts(shown, comments, examples);
      case "subjects":
        return subjectTable();
      case "close-codes":
        return closeCodeTable();
      case "errors":
        return errorTable();
      case "rights":
        return rightsTable();
      case "limits":
        return limitTable(comments);
      default:
        throw new Error(`Cannot render the page: no directive is written ${line}`);
    }
  }
}

async function example(name: string, label: string): Promise<string> {
  const message = MESSAGE_NAMES.find((known) => known === name);
  const value = message === undefined ? undefined : (await readFixtures(message))[label];
  if (value === undefined) throw new Error(`Cannot render the page: no fixture ${name} ${label}`);
  return jsonBlock(value);
}

function schemaSection(name: string, comments: Comments, examples: Examples): string {
  const schema = EXPORTED.get(name);
  if (schema === undefined) throw new Error(`Cannot render the page: no schema ${name}`);
  const shape = shapeOf(schema);
  const blocks = [`<a id="${name.toLowerCase()}"></a>`, comments.get(name) ?? ""];
  const options = optionsOf(shape);
  if (options.length > 0) {
    const values = examples.get(name) ?? [];
    blocks.push(...options.map((o, i) => variant(o, i, comments, firstOf(options, o, values))));
  } else blocks.push(objectBlocks(shape, comments));
  return blocks.filter((block) => block !== "").join("\n\n");
}

const firstOf = (options: readonly Shape[], option: Shape, values: readonly unknown[]): unknown =>
  values.find((value) => optionFor(options, value) === option);

function objectBlocks(shape: Shape, comments: Comments): string {
  const blocks = [fieldTable(shape, comments)];
  for (const [path, options] of unnamedUnions(shape)) {
    blocks.push(`\`${path}\` is one of:`);
    blocks.push(...options.map((option, index) => variant(option, index, comments)));
  }
  return blocks.join("\n\n");
}

function variant(option: Shape, index: number, comments: Comments, value?: unknown): string {
  const label = optionLabel(option, index);
  const [tag = "", constant] = label.split(" ");
  const title = constant === undefined ? label : tag === "type" ? constant : `${tag}: ${constant}`;
  const { [constant === undefined ? "" : tag]: _, ...properties } = option.properties ?? {};
  const blocks = [`**\`${title}\`** ${option.description ?? ""}`.trim()];
  if (Object.keys(properties).length > 0) {
    blocks.push(objectBlocks({ ...option, properties }, comments));
  }
  if (value !== undefined) {
    blocks.push(`<details><summary>Example</summary>\n\n${jsonBlock(value)}\n\n</details>`);
  }
  return blocks.join("\n\n");
}

/** The parts that messages are made of: first names and numbers, then objects. */
function parts(shown: ReadonlySet<string>, comments: Comments, examples: Examples): string {
  const reached = new Map<string, Shape>();
  for (const message of MESSAGE_NAMES) reach(shapeOf(MESSAGES[message]), reached);
  const rest = [...reached].filter(([name]) => !shown.has(name))
    .sort(([a], [b]) => a.localeCompare(b));
  const isScalar = (shape: Shape) =>
    shape.properties === undefined && optionsOf(shape).length === 0;
  const scalars = rest.filter(([, shape]) => isScalar(shape)).map((
    [name, { description: _, ...shape }],
  ) => [
    `<a id="${name.toLowerCase()}"></a>\`${name}\``,
    boundsText(shape),
    comments.get(name) ?? "",
  ]);
  const sections = rest.filter(([, shape]) => !isScalar(shape)).map(([name]) =>
    `### ${name}\n\n${schemaSection(name, comments, new Map())}${partExample(name, examples)}`
  );
  return [table(["name", "type and bounds", "meaning"], scalars), ...sections].join("\n\n");
}

/** Tables alone don't show what these look like. */
const WITH_EXAMPLE = new Set(["RtpParameters", "TransportInfo"]);

function partExample(name: string, examples: Examples): string {
  const values = WITH_EXAMPLE.has(name) ? examples.get(name) ?? [] : [];
  // The longest: a camera in three layers.
  const [longest] = values.toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length);
  return longest === undefined ? "" : `\n\n${jsonBlock(longest)}`;
}

function reach(shape: Shape, reached: Map<string, Shape>): void {
  if (shape.name !== undefined && !reached.has(shape.name)) reached.set(shape.name, shape);
  const inner = [
    ...optionsOf(shape),
    ...Object.values(shape.properties ?? {}),
    ...(shape.items ? [shape.items] : []),
  ];
  for (const part of inner) reach(part, reached);
}
