import { z } from "zod";
import { reasonOf, WorkerError } from "./errors.ts";
import { Patch } from "./patch.ts";

/** What is built and how; everything in `recipe/` is data and decides the cache key. */
const RecipeFile = z.object({
  /** Debian source package that libsrtp 2 is rebuilt from, for OpenSSL's fast AES. */
  srtpSourcePackage: z.string(),
  srtpMesonArguments: z.array(z.string()),
  mesonArguments: z.array(z.string()),
  patches: z.array(Patch),
});

export interface Recipe extends z.infer<typeof RecipeFile> {
  /** Twelve hex digits over the path and content of every file of the recipe. */
  readonly hash: string;
  /** Folder whose content replaces the worker's own `subprojects`. */
  readonly subprojects: string;
}

const HASH_DIGITS = 12;

/** Reads a recipe folder. Throws WorkerError `worker-recipe-invalid` for one of another shape. */
export async function readRecipe(folder: string): Promise<Recipe> {
  try {
    const text = await Deno.readTextFile(`${folder}/recipe.json`);
    return {
      ...RecipeFile.parse(JSON.parse(text)),
      hash: await hashOfFolder(folder),
      subprojects: `${folder}/subprojects`,
    };
  } catch (error) {
    throw new WorkerError(
      "worker-recipe-invalid",
      `Cannot read the worker's recipe in ${folder}: ${reasonOf(error)}`,
      { cause: error },
    );
  }
}

async function hashOfFolder(folder: string): Promise<string> {
  const lines: string[] = [];
  for (const path of (await filesBelow(folder)).sort()) {
    lines.push(`${path} ${await sha256(await Deno.readFile(`${folder}/${path}`))}`);
  }
  return (await sha256(new TextEncoder().encode(lines.join("\n")))).slice(0, HASH_DIGITS);
}

async function filesBelow(folder: string, prefix = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(`${folder}/${prefix}`)) {
    const path = prefix + entry.name;
    if (entry.isDirectory) found.push(...await filesBelow(folder, `${path}/`));
    else found.push(path);
  }
  return found;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
