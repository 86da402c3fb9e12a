import { assertEquals, assertRejects } from "@std/assert";
import { ninjaProgress, prepareSource } from "./build.ts";
import { WorkerError } from "./errors.ts";

Deno.test("compile progress tells ten steps of however many files", () => {
  const told: string[] = [];
  const see = ninjaProgress((line) => told.push(line));
  for (let n = 1; n <= 261; n++) see(`[${n}/261] Compiling C++ object`);
  see("ninja: no number here");
  assertEquals(told.length, 10);
  assertEquals(told.at(-1), "compiling [261/261]");
});

Deno.test("preparing the source swaps its subprojects and fails for a patch without its file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/npm/subprojects`, { recursive: true });
    await Deno.writeTextFile(`${folder}/npm/subprojects/theirs.wrap`, "");
    await Deno.writeTextFile(`${folder}/npm/meson.build`, "old");
    await Deno.mkdir(`${folder}/ours`);
    await Deno.writeTextFile(`${folder}/ours/ours.wrap`, "");
    const pkg = { version: "1.2.3", workerSource: `${folder}/npm`, repository: "" };
    const subprojects = `${folder}/ours`;

    const good = { file: "meson.build", why: "a test", find: "old", replace: "new" };
    await prepareSource(pkg, { subprojects, patches: [good] }, `${folder}/good`);
    assertEquals(await Deno.readTextFile(`${folder}/good/meson.build`), "new");
    const names = [...Deno.readDirSync(`${folder}/good/subprojects`)].map((entry) => entry.name);
    assertEquals(names, ["ours.wrap"]);

    const lost = { ...good, file: "gone.cpp" };
    const error = await assertRejects(
      () => prepareSource(pkg, { subprojects, patches: [lost] }, `${folder}/lost`),
      WorkerError,
    );
    assertEquals(error.code, "worker-patch-mismatch");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
