import { assertEquals } from "@std/assert";
import { Program } from "./program.ts";

/** A program's end, and what it wrote. */
function run(bin: string, args: readonly string[] = [], inputBytesMax = 100) {
  const output: number[] = [];
  const ended = Promise.withResolvers<string>();
  const program = new Program({
    bin,
    args,
    inputBytesMax,
    onOutput: (bytes) => output.push(...bytes),
    onEnd: ended.resolve,
  });
  return { program, output, ended: ended.promise };
}

Deno.test("a program gets what it is given, and ends in order", async () => {
  const { program, output, ended } = run("cat");
  await program.write([Uint8Array.of(1, 2), Uint8Array.of(3)]);
  await program.end("in order");
  assertEquals([output, await ended, program.pendingBytes], [[1, 2, 3], "", 0]);
});

Deno.test("more than there is room for is not taken", async () => {
  const { program } = run("cat", [], 2);
  assertEquals(program.write([new Uint8Array(3)]), undefined);
  await program.end("now");
});

Deno.test("a program that can't be started has ended, and nobody is interrupted for it", async () => {
  const { program, ended } = run("/there-is-no-such-program");
  await program.write([Uint8Array.of(1)]);
  assertEquals(await ended, "it could not be started");
  await program.end("now");
});
