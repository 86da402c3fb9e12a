/** Golden fixtures: what version 1 looks like on the wire, and that nothing else gets in. */
import { assert, assertEquals } from "@std/assert";
import { isFields, mutantsOf, optionFor } from "./fixtures/mutate.ts";
import { MESSAGE_NAMES, MESSAGES, readFixtures } from "./fixtures/registry.ts";
import { EXPORTED, optionLabel, optionsOf, type Shape, shapeOf } from "./fixtures/shape.ts";

const fixtures = new Map(
  await Promise.all(MESSAGE_NAMES.map(async (name) => [name, await readFixtures(name)] as const)),
);

for (const [name, examples] of fixtures) {
  const schema = MESSAGES[name];
  const shape = shapeOf(schema);

  Deno.test(`${name} reads its golden examples unchanged`, () => {
    assert(Object.keys(examples).length > 0, `protocol/fixtures/v1/${name}.json has no example`);
    for (const [label, example] of Object.entries(examples)) {
      const parsed = schema.safeParse(example);
      assert(parsed.success, `${label}: ${parsed.error?.message}`);
      assertEquals<unknown>(parsed.data, example, label);
      assertEquals(JSON.parse(JSON.stringify(parsed.data)), example, label);
    }
  });

  Deno.test(`${name} strips what it does not know, at every depth`, () => {
    for (const [label, example] of Object.entries(examples)) {
      assertEquals<unknown>(schema.parse(withUnknownKeys(shape, example)), example, label);
    }
  });

  Deno.test(`${name} refuses every malformed variant`, () => {
    for (const [label, example] of Object.entries(examples)) {
      for (const { what, value } of mutantsOf(shape, example)) {
        assert(!schema.safeParse(value).success, `${label}: accepted ${what}`);
      }
    }
  });

  Deno.test(`${name} has an example of every variant and every optional field`, () => {
    const unseen = new Set(partsOf(shape, name));
    for (const example of Object.values(examples)) see(shape, example, name, unseen);
    assertEquals([...unseen], [], `add these to protocol/fixtures/v1/${name}.json`);
  });
}

Deno.test("every exported object or union is a message or a part of one", () => {
  const reached = new Set<string>();
  for (const name of MESSAGE_NAMES) collectNames(shapeOf(MESSAGES[name]), reached);
  const strays = [...EXPORTED].filter(([name, schema]) => {
    const shape = shapeOf(schema);
    return !reached.has(name) &&
      (shape.properties !== undefined || optionsOf(shape).length > 0);
  });
  assertEquals(strays.map(([name]) => name), [], "list them in protocol/fixtures/registry.ts");
});

Deno.test("every file of golden examples belongs to a message", async () => {
  const known = new Set<string>([...MESSAGE_NAMES, "router_rtp_capabilities"]);
  for await (const { name } of Deno.readDir(new URL("fixtures/v1/", import.meta.url))) {
    assert(known.has(name.replace(/\.json$/, "")), `${name} is the example of no message`);
  }
});

/** Paths of everything an example has to show: options of unions, optional fields. */
function* partsOf(shape: Shape, path: string): Generator<string> {
  const at = placeOf(shape, path);
  for (const [index, option] of optionsOf(shape).entries()) {
    const label = `${at}(${optionLabel(option, index)})`;
    yield label;
    yield* partsOf(option, label);
  }
  const required = new Set(shape.required);
  for (const [name, field] of Object.entries(shape.properties ?? {})) {
    if (!required.has(name) && !OPTIONAL_BY_PEER.has(name)) yield `${at}.${name}?`;
    // RTP and transport parameters are mediasoup's dialect; their parts are its business.
    if (field.name !== undefined && FOREIGN.has(field.name)) continue;
    yield* partsOf(field, `${at}.${name}`);
  }
  if (shape.items !== undefined) yield* partsOf(shape.items, `${at}[]`);
}

/** Stands in so many places that its variants are shown in one of them. */
const EVERYWHERE = new Set(["Doer"]);
const placeOf = ({ name }: Shape, path: string): string =>
  name !== undefined && EVERYWHERE.has(name) ? name : path;

const FOREIGN = new Set(["RtpParameters", "TransportInfo", "DtlsParameters"]);
/** Present or absent as the sender likes, in every place where a coded error stands. */
const OPTIONAL_BY_PEER = new Set(["retryAfterMs"]);

function see(shape: Shape, value: unknown, path: string, unseen: Set<string>): void {
  const at = placeOf(shape, path);
  const options = optionsOf(shape);
  const option = optionFor(options, value);
  if (option !== undefined) {
    const label = `${at}(${optionLabel(option, options.indexOf(option))})`;
    unseen.delete(label);
    see(option, value, label, unseen);
  }
  if (isFields(value)) {
    for (const [name, field] of Object.entries(shape.properties ?? {})) {
      if (!(name in value)) continue;
      unseen.delete(`${at}.${name}?`);
      see(field, value[name], `${at}.${name}`, unseen);
    }
  }
  if (Array.isArray(value) && shape.items !== undefined) {
    for (const item of value) see(shape.items, item, `${at}[]`, unseen);
  }
}

function withUnknownKeys(shape: Shape, value: unknown): unknown {
  const option = optionFor(optionsOf(shape), value);
  if (option !== undefined) return withUnknownKeys(option, value);
  if (Array.isArray(value)) {
    return shape.items ? value.map((item) => withUnknownKeys(shape.items ?? {}, item)) : value;
  }
  const { properties } = shape;
  if (!isFields(value) || properties === undefined) return value;
  const known = Object.entries(value).map(([name, part]) => [
    name,
    withUnknownKeys(properties[name] ?? {}, part),
  ]);
  return { ...Object.fromEntries(known), fieldOfALaterVersion: { nested: [1] } };
}

function collectNames(shape: Shape, names: Set<string>): void {
  if (shape.name !== undefined) names.add(shape.name);
  const parts = [
    ...optionsOf(shape),
    ...Object.values(shape.properties ?? {}),
    ...(shape.items ? [shape.items] : []),
  ];
  for (const part of parts) collectNames(part, names);
}
