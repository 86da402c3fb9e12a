/**
 * Arrays that queries pass, as PostgreSQL reads them (its manual, section 8.15). postgres.js (3.4.9) would
 * learn of array types by a query of its own on each new connection, which nobody waits for: where the
 * connection is lost before its answer, that rejection ends the process.
 */
const TEXT_ARRAY_OID = 1009;
const BIGINT_ARRAY_OID = 1016;

/** Of `postgres({ types })`. Arrays are only passed: what is read comes as JSON. */
export const arrayTypes = {
  textArray: arrayType(TEXT_ARRAY_OID),
  bigintArray: arrayType(BIGINT_ARRAY_OID),
};

function arrayType(to: number) {
  return { to, from: [], serialize: arrayLiteral, parse: (text: string) => text };
}

export function arrayLiteral(items: readonly (string | number)[]): string {
  return `{${items.map((item) => `"${`${item}`.replaceAll(/["\\]/g, "\\$&")}"`).join(",")}}`;
}
