/** Markdown for the parts of a message: tables of fields with type, bounds and meaning. */
import { optionsOf, type Shape } from "../../protocol/fixtures/shape.ts";

interface Row {
  field: string;
  shape: Shape;
  required: boolean;
}

/** Doc comments by the names of exported schemas. */
export type Comments = ReadonlyMap<string, string>;

/** A table of an object's fields; objects without a name of their own are spread into it. */
export function fieldTable(shape: Shape, comments: Comments): string {
  const rows = [...rowsOf(shape, "")].map(({ field, shape, required }) => [
    `\`${field}\`${required ? "" : " *optional*"}`,
    typeText(shape),
    meaningOf(shape, comments),
  ]);
  return rows.length === 0 ? "No fields." : table(["field", "type and bounds", "meaning"], rows);
}

/** Fields of an object that are a choice of unnamed variants, with their paths. */
export function* unnamedUnions(shape: Shape, prefix = ""): Generator<[string, readonly Shape[]]> {
  for (const [name, field] of Object.entries(shape.properties ?? {})) {
    if (field.name !== undefined) continue;
    const options = variantsOf(field);
    if (options.length > 0) yield [prefix + name, options];
  }
}

/** The object variants of a union that needs a section of its own. */
export const variantsOf = (shape: Shape): readonly Shape[] =>
  optionsOf(shape).filter((option) => option.properties !== undefined && option.name === undefined);

function* rowsOf(shape: Shape, prefix: string): Generator<Row> {
  for (const [name, field] of Object.entries(shape.properties ?? {})) {
    const required = shape.required?.includes(name) ?? false;
    const path = prefix + name;
    yield { field: path, shape: field, required };
    if (field.name !== undefined) continue;
    if (field.properties) yield* rowsOf(field, `${path}.`);
    const { items } = field;
    if (items?.properties && items.name === undefined) yield* rowsOf(items, `${path}[].`);
  }
}

function meaningOf(shape: Shape, comments: Comments): string {
  if (shape.description !== undefined) return shape.description;
  const name = shape.name ?? shape.items?.name;
  const comment = name === undefined ? undefined : comments.get(name);
  // The first sentence; the part's own section has the rest.
  return comment?.split(/(?<=\.) /)[0] ?? "";
}

/** `array of TrackKey, at most 8`; parts that have a name link to their section. */
export function typeText(shape: Shape): string {
  if (shape.name !== undefined) return link(shape.name);
  return boundsText(shape);
}

/** A type with its bounds, whatever its name. */
export function boundsText(shape: Shape): string {
  if (shape.const !== undefined) return `\`${JSON.stringify(shape.const)}\``;
  if (shape.enum !== undefined) return shape.enum.map((value) => `\`${value}\``).join(", ");
  const options = optionsOf(shape);
  if (options.length > 0) {
    return variantsOf(shape).length > 0 && !options.some((option) => option.type === "null")
      ? "one of the variants below"
      : options.map(typeText).join(" or ");
  }
  switch (shape.type) {
    case "array":
      return `array of ${typeText(shape.items ?? {})}${lengths(shape.minItems, shape.maxItems)}`;
    case "string": {
      const pattern = shape.pattern === undefined ? "" : `, \`${shape.pattern}\``;
      return `string${lengths(shape.minLength, shape.maxLength)}${pattern}`;
    }
    case "integer":
    case "number":
      return `${shape.type}${range(shape)}`;
    case "object":
      return shape.additionalProperties === undefined
        ? "object"
        : `map of ${typeText(shape.additionalProperties)}`;
    case undefined:
      return "any";
    default:
      return shape.type;
  }
}

function lengths(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return `, ${min} to ${number(max)}`;
  if (max !== undefined) return `, at most ${number(max)}`;
  return min === undefined ? "" : `, at least ${min}`;
}

function range({ minimum, exclusiveMinimum, maximum, type }: Shape): string {
  const low = exclusiveMinimum !== undefined && type === "integer" ? exclusiveMinimum + 1 : minimum;
  const [min, max] = [safe(low), safe(maximum)];
  if (min !== undefined && max !== undefined) return `, ${number(min)} to ${number(max)}`;
  if (min !== undefined) return `, at least ${number(min)}`;
  return max === undefined ? "" : `, at most ${number(max)}`;
}

/** The bounds that every integer has say nothing. */
const safe = (bound: number | undefined): number | undefined =>
  bound !== undefined && Number.isSafeInteger(bound) && Math.abs(bound) < Number.MAX_SAFE_INTEGER
    ? bound
    : undefined;

const number = (value: number): string => value.toLocaleString("en-US");

const link = (name: string): string => `[${name}](#${name.toLowerCase()})`;

/** A Markdown table; bars inside cells are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
