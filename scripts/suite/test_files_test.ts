import { assertEquals } from "@std/assert";
import { findTestFiles, stagesOf } from "./test_files.ts";

Deno.test("findTestFiles finds tests wherever they are, and nothing that was installed", async () => {
  const root = await Deno.makeTempDir({ prefix: "parley-test-files-" });
  try {
    const files = ["b_test.ts", "a/c_test.tsx", "a/c.ts", "node_modules/x/d_test.ts"];
    for (const file of files) {
      await Deno.mkdir(`${root}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${root}/${file}`, "");
    }
    assertEquals(await findTestFiles(root, "."), ["a/c_test.tsx", "b_test.ts"]);
    assertEquals(await findTestFiles(root, "./a/"), ["a/c_test.tsx"]);
    assertEquals(await findTestFiles(root, "b_test.ts"), ["b_test.ts"]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("stagesOf runs unit tests together, every other file alone, and browsers one at a time", () => {
  const files = [
    "kit/a_test.ts",
    "tests/faults/b_test.ts",
    "tests/browser/c_test.ts",
    "ui/d_test.ts",
    "tests/faults/impairment_e_test.ts",
  ];
  assertEquals(stagesOf(files), {
    unit: [["kit/a_test.ts", "ui/d_test.ts"]],
    quiet: [["tests/faults/impairment_e_test.ts"]],
    busy: [["tests/browser/c_test.ts"]],
    waiting: [["tests/faults/b_test.ts"]],
  });
  assertEquals(stagesOf([]), { unit: [], quiet: [], busy: [], waiting: [] });
});
