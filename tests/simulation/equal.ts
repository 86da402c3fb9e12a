/** Whether two values of plain data say the same; a key that is undefined says nothing. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const entries = Object.entries(a).filter(([, value]) => value !== undefined);
  const others = Object.entries(b).filter(([, value]) => value !== undefined);
  if (entries.length !== others.length) return false;
  return entries.every(([key, value]) => equal(value, Reflect.get(b, key)));
}
