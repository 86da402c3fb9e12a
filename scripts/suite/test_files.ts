/** Which test files there are, and which of them run together. */

const TEST_FILE = /_test\.tsx?$/;
const SKIPPED_FOLDERS = ["node_modules", ".git", ".parley", "dist"];
const FILES_MAX = 5_000;

/** Tests here start servers and browsers, so that one file's crash must not take the next along. */
const ALONE = /^tests\//;

/** Test files under `path`, a file or a folder from the checkout's root; sorted. */
export async function findTestFiles(checkout: string, path: string): Promise<string[]> {
  const clean = path.replace(/^\.\//, "").replace(/\/$/, "");
  const info = await Deno.stat(clean === "." ? checkout : `${checkout}/${clean}`);
  if (info.isFile) return [clean];
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory, isFile } of Deno.readDir(`${checkout}/${folder}`)) {
      const child = folder === "." ? name : `${folder}/${name}`;
      if (isDirectory && !SKIPPED_FOLDERS.includes(name)) await visit(child);
      if (isFile && TEST_FILE.test(name)) found.push(child);
      if (found.length > FILES_MAX) throw new Error(`Cannot run over ${FILES_MAX} test files`);
    }
  };
  await visit(clean);
  return found.sort();
}

/** Files that share a process: all unit tests do, every other file has its own. */
export function groupTestFiles(files: readonly string[]): string[][] {
  const together = files.filter((file) => !ALONE.test(file));
  const alone = files.filter((file) => ALONE.test(file)).map((file) => [file]);
  return together.length === 0 ? alone : [together, ...alone];
}
