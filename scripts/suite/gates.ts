/** What holds for the whole tree, beside the tests: each gate counts as one test. */

export interface Gate {
  readonly name: string;
  /** Arguments of `deno`. */
  readonly args: readonly string[];
  /** What to do about a failure. */
  readonly remedy: string;
}

/** @param frozen Whether a lock file that does not match is an error, as in CI. */
export function gates(frozen: boolean): readonly Gate[] {
  const lock = frozen ? ["--frozen"] : [];
  return [
    { name: "format", args: ["fmt", "--check"], remedy: "run: deno fmt" },
    { name: "lint and import rules", args: ["lint"], remedy: "see the hints above" },
    { name: "types", args: ["check", ...lock], remedy: "see the errors above" },
    {
      name: "protocol reference",
      args: ["run", "--allow-all", ...lock, "scripts/protocol_docs.ts", "--check"],
      remedy: "run: deno run --allow-all scripts/protocol_docs.ts",
    },
  ];
}
