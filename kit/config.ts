import { z } from "zod";

/** A variable's value is missing or malformed; the message names each and says what it should be. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "invalid-config";
}

/** `development` lets sample secrets pass; every other mode refuses them. */
export const Mode = z.enum(["development", "test", "production"]);
export type Mode = z.infer<typeof Mode>;

/** Read from `PARLEY_ENV`; production unless said otherwise, so that forgetting it is safe. */
export const MODE_VARIABLE = "PARLEY_ENV";

const SECRET = "secret";
const SECRET_LENGTH_MIN = 32;

/**
 * A secret of at least 32 characters. `sample` is the value that development set-ups use; a process
 * in another mode refuses to start with it, or with anything that starts with "sample-".
 */
export function secret(description: string, sample?: string): z.ZodType<string> {
  const base = z.string().min(SECRET_LENGTH_MIN, `at least ${SECRET_LENGTH_MIN} characters`)
    .meta({ kind: SECRET, sample }).describe(description);
  return base;
}

/** An integer written in decimal, as environment variables have it. */
export function integer(
  options: { min?: number; max?: number } = {},
): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = options;
  return z.string().transform((text, context) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= min && value <= max) return value;
    context.addIssue({ code: "custom", message: `a whole number from ${min} to ${max}` });
    return z.NEVER;
  });
}

/** `a,b,c` as a list; blanks around items are dropped, empty items too. */
export function list(): z.ZodPipe<z.ZodString, z.ZodTransform<string[], string>> {
  return z.string().transform((text) =>
    text.split(",").map((item) => item.trim()).filter((item) => item !== "")
  );
}

/** `true` or `false`. */
export function flag(): z.ZodPipe<
  z.ZodEnum<{ true: "true"; false: "false" }>,
  z.ZodTransform<boolean, "true" | "false">
> {
  return z.enum(["true", "false"]).transform((text) => text === "true");
}

/**
 * Parses the environment by a schema whose keys are variable names:
 *
 * ```ts
 * const config = readConfig({
 *   NATS_URL: z.url().default("nats://127.0.0.1:4222").describe("nats://host:port"),
 *   TOKEN_SECRET: secret("signs meeting tokens", "sample-…"),
 * });
 * ```
 *
 * Empty values count as missing. Throws {@linkcode ConfigError} naming every wrong variable; a
 * secret's value never appears in it.
 */
export function readConfig<T extends z.ZodRawShape>(
  shape: T,
  environment: (name: string) => string | undefined = (name) => Deno.env.get(name),
): z.infer<z.ZodObject<T>> & { mode: Mode } {
  const modeText = environment(MODE_VARIABLE) || "production";
  const mode = Mode.safeParse(modeText);
  const problems: string[] = [];
  if (!mode.success) {
    problems.push(`${MODE_VARIABLE} should be one of ${Mode.options.join(", ")}`);
  }
  const values: Record<string, string> = {};
  for (const name of Object.keys(shape)) {
    const value = environment(name);
    if (value !== undefined && value !== "") values[name] = value;
  }
  const parsed = z.object(shape).safeParse(values);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    problems.push(`${name} ${describe(name in values, issue.message, shape[name])}`);
  }
  if (mode.data !== "development") {
    for (const name of Object.keys(shape)) {
      if (isSample(shape[name], values[name])) {
        problems.push(`${name} is a sample secret; make one with: openssl rand -hex 32`);
      }
    }
  }
  if (!parsed.success || !mode.success || problems.length > 0) {
    throw new ConfigError(`Cannot start: ${problems.join("; ")}`);
  }
  return { ...parsed.data, mode: mode.data };
}

function describe(present: boolean, problem: string, schema: unknown): string {
  const meaning = schema instanceof z.ZodType ? schema.description : undefined;
  const what = meaning ? ` (${meaning})` : "";
  return present ? `is not valid: should be ${problem}${what}` : `is missing${what}`;
}

function isSample(schema: unknown, value: string | undefined): boolean {
  if (value === undefined) return false;
  const meta = bare(schema)?.meta();
  if (meta?.["kind"] !== SECRET) return false;
  return value === meta["sample"] || value.startsWith("sample-");
}

/** Without what makes it optional or gives it a default, which know nothing of the schema's meta. */
function bare(schema: unknown): z.ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return bare(schema.unwrap());
  }
  return schema instanceof z.ZodType ? schema : undefined;
}
