/**
 * Which files are pure: same input, same output, on any machine at any time. Clocks, ids and chance
 * come into them as arguments. The one place that says so, for the lint rule and for readers.
 */

/** Matched against paths from the repository's root. */
const PURE: readonly RegExp[] = [
  /^protocol\//,
  /^control\/room\//,
  /^control\/placement\/.*policy[^/]*$/,
  // Files named for what a pure core does, wherever they are.
  /(^|\/)([a-z0-9_]+_)?(decide|decider|evolve|plan|layout|policy)\.tsx?$/,
];

/** Tests may use clocks; a folder's test support too. */
const EXEMPT = /(_test\.tsx?$)|((^|\/)testing\/)/;

/** Whether the file at `path` (from the repository's root, with `/`) has to be pure. */
export function isPure(path: string): boolean {
  return !EXEMPT.test(path) && PURE.some((pattern) => pattern.test(path));
}
