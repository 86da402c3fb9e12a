/** Whether two values of plain data say the same; a key that is undefined says nothing. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  let known = 0;
  for (const key in a) {
    const value: unknown = Reflect.get(a, key);
    if (value === undefined) continue;
    if (!equal(value, Reflect.get(b, key))) return false;
    known++;
  }
  for (const key in b) if (Reflect.get(b, key) !== undefined) known--;
  return known === 0;
}
