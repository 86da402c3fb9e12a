import { assertEquals, assertThrows } from "@std/assert";
import { WorkerError } from "./errors.ts";
import { readMediasoupPackage } from "./mediasoup_package.ts";
import { applyPatch } from "./patch.ts";
import { readRecipe } from "./recipe.ts";

const patch = { file: "a.cpp", why: "a test", find: "x == FLAG", replace: "x & FLAG" };

Deno.test("a patch replaces its one occurrence and nothing else", () => {
  assertEquals(applyPatch("if (x == FLAG) y();", patch), "if (x & FLAG) y();");
});

Deno.test("a patch takes its replacement literally", () => {
  assertEquals(applyPatch("x == FLAG", { ...patch, replace: "$& $1" }), "$& $1");
});

for (const [text, times] of [["if (x)", 0], ["x == FLAG; x == FLAG", 2]] as const) {
  Deno.test(`a patch refuses a text that holds it ${times} times`, () => {
    const error = assertThrows(() => applyPatch(text, patch), WorkerError);
    assertEquals(error.code, "worker-patch-mismatch");
    assertEquals(
      error.message,
      `Cannot patch a.cpp: \`x == FLAG\` occurs ${times} times, expected once`,
    );
  });
}

Deno.test("the recipe's patches fit the installed mediasoup", async () => {
  const { workerSource } = await readMediasoupPackage();
  const { patches } = await readRecipe(`${import.meta.dirname}/recipe`);
  for (const each of patches) {
    const text = await Deno.readTextFile(`${workerSource}/${each.file}`);
    assertEquals(applyPatch(text, each).includes(each.find), false);
  }
});
