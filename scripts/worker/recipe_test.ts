import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { WorkerError } from "./errors.ts";
import { readRecipe } from "./recipe.ts";

const JSON_TEXT = JSON.stringify({
  srtpSourcePackage: "libsrtp2",
  srtpMesonArguments: [],
  mesonArguments: [],
  patches: [],
});

Deno.test("the recipe's hash changes with content and name of any file, and with nothing else", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/subprojects/a`, { recursive: true });
    await Deno.writeTextFile(`${folder}/recipe.json`, JSON_TEXT);
    await Deno.writeTextFile(`${folder}/subprojects/a/meson.build`, "one");
    const first = (await readRecipe(folder)).hash;
    assertEquals(first.length, 12);

    await Deno.writeTextFile(`${folder}/subprojects/a/meson.build`, "two");
    assertNotEquals((await readRecipe(folder)).hash, first);

    await Deno.writeTextFile(`${folder}/subprojects/a/meson.build`, "one");
    assertEquals((await readRecipe(folder)).hash, first);

    await Deno.rename(`${folder}/subprojects/a`, `${folder}/subprojects/b`);
    assertNotEquals((await readRecipe(folder)).hash, first);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a recipe of another shape is refused by code", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/recipe.json`, "{}");
    const error = await assertRejects(() => readRecipe(folder), WorkerError);
    assertEquals(error.code, "worker-recipe-invalid");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
