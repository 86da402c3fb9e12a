/**
 * Arrays as PostgreSQL reads and writes them (its manual, section 8.15). postgres.js (3.4.9) would
 * learn of array types by a query of its own on each new connection, which nobody waits for: where the
 * connection is lost before its answer, that rejection ends the process.
 */
const INTEGER_ARRAY_OID = 1007;
const TEXT_ARRAY_OID = 1009;
const BIGINT_ARRAY_OID = 1016;

/** Of `postgres({ types })`: every type of array that a query passes or reads. */
export const arrayTypes = {
  integerArray: { ...passed(INTEGER_ARRAY_OID), from: [INTEGER_ARRAY_OID], parse: integersIn },
  textArray: passed(TEXT_ARRAY_OID),
  bigintArray: passed(BIGINT_ARRAY_OID),
};

/** A type that queries pass; nobody reads it. */
function passed(to: number) {
  return { to, from: [], serialize: arrayLiteral, parse: (text: string) => text };
}

export function arrayLiteral(items: readonly (string | number)[]): string {
  return `{${items.map((item) => `"${`${item}`.replaceAll(/["\\]/g, "\\$&")}"`).join(",")}}`;
}

/** What `{1,2}` holds: one dimension, and nothing that is null. */
function integersIn(literal: string): number[] {
  return literal === "{}" ? [] : literal.slice(1, -1).split(",").map(Number);
}
