/**
 * The part of `@std/assert` our tests use, over `node:assert`, with the same names and semantics.
 *
 * The name `@std/assert` in `deno.json` is the single switch: where JSR is reachable that line may
 * read `jsr:@std/assert@^1`. Tests import only names that both have.
 */
import nodeAssert, { AssertionError } from "node:assert";

export { AssertionError };

// deno-lint-ignore no-explicit-any -- A constructor of any error class, as in std/assert.
type ErrorClass<E extends Error> = new (...args: any[]) => E;

/** Fails unless `condition` is truthy. */
export function assert(condition: unknown, message = ""): asserts condition {
  if (!condition) throw new AssertionError({ message: message || "Expected a truthy value" });
}

/** Fails if `condition` is truthy. */
export function assertFalse(condition: unknown, message?: string): void {
  assert(!condition, message ?? "Expected a falsy value");
}

/** Deep, strict equality of values. */
export function assertEquals<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.deepStrictEqual(actual, expected, message);
}

/** The opposite of {@linkcode assertEquals}. */
export function assertNotEquals<T>(actual: T, expected: T, message?: string): void {
  nodeAssert.notDeepStrictEqual(actual, expected, message);
}

/** Same reference or same primitive. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is T {
  nodeAssert.strictEqual(actual, expected, message);
}

/** Neither `null` nor `undefined`. */
export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T> {
  assert(actual !== null && actual !== undefined, message ?? `Expected a value, got ${actual}`);
}

/** `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, message?: string): void {
  assert(actual >= expected, message ?? `Expected ${actual} >= ${expected}`);
}

/** `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, message?: string): void {
  assert(actual > expected, message ?? `Expected ${actual} > ${expected}`);
}

/** `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, message?: string): void {
  assert(actual < expected, message ?? `Expected ${actual} < ${expected}`);
}

/** `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, message?: string): void {
  assert(actual <= expected, message ?? `Expected ${actual} <= ${expected}`);
}

/** `expected` matches somewhere in `actual`. */
export function assertMatch(actual: string, expected: RegExp, message?: string): void {
  nodeAssert.match(actual, expected, message);
}

/** `actual` contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, message?: string): void {
  assert(actual.includes(expected), message ?? `Expected "${actual}" to include "${expected}"`);
}

/** Every expected item is deeply equal to one of the actual ones. */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T>,
  expected: ArrayLike<T>,
  message?: string,
): void {
  const missing = Array.from(expected).filter((wanted) =>
    !Array.from(actual).some((item) => isDeepEqual(item, wanted))
  );
  assert(missing.length === 0, message ?? `Missing: ${JSON.stringify(missing)}`);
}

/** `actual` has at least the properties of `expected`, recursively. */
export function assertObjectMatch(
  actual: Record<PropertyKey, unknown>,
  expected: Record<PropertyKey, unknown>,
  message?: string,
): void {
  assertEquals(pick(actual, expected), expected, message);
}

/** `actual` is an instance of `expected`. */
export function assertInstanceOf<T extends abstract new (...args: never[]) => unknown>(
  actual: unknown,
  expected: T,
  message?: string,
): asserts actual is InstanceType<T> {
  assert(actual instanceof expected, message ?? `Expected an instance of ${expected.name}`);
}

/** Fails always. */
export function fail(message = ""): never {
  throw new AssertionError({ message: `Failed assertion${message ? `: ${message}` : "."}` });
}

/** Runs `fn`, which must throw; returns what it threw. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClass?: ErrorClass<E>,
  messageIncludes?: string,
): E {
  try {
    fn();
  } catch (error) {
    return checkError(error, errorClass, messageIncludes);
  }
  throw new AssertionError({ message: "Expected function to throw." });
}

/** Awaits `fn()`, which must reject; returns what it rejected with. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass?: ErrorClass<E>,
  messageIncludes?: string,
): Promise<E> {
  try {
    await fn();
  } catch (error) {
    return checkError(error, errorClass, messageIncludes);
  }
  throw new AssertionError({ message: "Expected function to reject." });
}

function checkError<E extends Error>(
  error: unknown,
  errorClass: ErrorClass<E> | undefined,
  messageIncludes: string | undefined,
): E {
  const wanted = (errorClass ?? Error) as ErrorClass<E>;
  assert(error instanceof wanted, `Expected error of class ${wanted.name}, got ${error}`);
  if (messageIncludes !== undefined) assertStringIncludes(error.message, messageIncludes);
  return error;
}

function isDeepEqual(a: unknown, b: unknown): boolean {
  try {
    nodeAssert.deepStrictEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

function pick(actual: unknown, shape: unknown): unknown {
  if (Array.isArray(actual) && Array.isArray(shape)) {
    return actual.map((item, i) => i in shape ? pick(item, shape[i]) : item);
  }
  if (!isRecord(actual) || !isRecord(shape)) return actual;
  return Object.fromEntries(
    Reflect.ownKeys(shape).filter((key) => key in actual)
      .map((key) => [key, pick(actual[key], shape[key])]),
  );
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
