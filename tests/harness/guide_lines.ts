/** What a guide tells people to type, as the program would get it. */

const BLOCK = /^```sh\n(.*?)^```$/gms;
/** Part the arguments, and the calls: neither stands in any of them. */
const [ARGUMENT_END, CALL_END] = ["\0", "\x1e"];
const RECORDER = `#!/bin/sh
for argument in "$@"; do printf '%s\\000' "$argument"; done
printf '\\036'
`;

/**
 * The arguments of every call of a program in a guide's shell blocks, in order. The shell itself takes
 * them apart, quotes, line ends and `$(date)` and all; the program is one that writes them down.
 */
export async function guideLines(guide: string, program: string): Promise<string[][]> {
  const blocks = [...guide.matchAll(BLOCK)].map(([, block = ""]) => block)
    .filter((block) => block.startsWith(`${program} `));
  const folder = await Deno.makeTempDir({ prefix: "parley-guide-" });
  try {
    await Deno.writeTextFile(`${folder}/${program}`, RECORDER, { mode: 0o755 });
    const { success, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-e", "-c", blocks.join("\n")],
      env: { PATH: `${folder}:/usr/bin:/bin` },
    }).output();
    if (!success) throw new Error(`Cannot read the guide: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout).split(CALL_END).slice(0, -1)
      .map((call) => call.split(ARGUMENT_END).slice(0, -1));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
