/**
 * Who may import whom. Folders are layers: messages below everything, processes beside each other,
 * and a folder with a `mod.ts` is entered through it alone.
 */

/** What a folder's files may import: other folders of ours, and packages if those are limited. */
interface Layer {
  readonly folders: readonly string[];
  readonly packages?: readonly string[];
}

const LAYERS: Readonly<Record<string, Layer>> = {
  protocol: { folders: [], packages: ["zod"] },
  kit: { folders: ["protocol"] },
  control: { folders: ["protocol", "kit"] },
  "media-node": { folders: ["protocol", "kit"] },
  recorder: { folders: ["protocol", "kit"] },
  transcriber: { folders: ["protocol", "kit"] },
  ui: { folders: ["protocol"] },
};

/** Test code beside a source may also use these; scripts make real workers and peers for it. */
const TEST_FOLDERS = ["tests", "scripts"];
const TEST_PACKAGES = ["@std/assert"];

const DOOR = "mod.ts";

export interface ImportCheck {
  /** The importing file, from the repository's root, with `/`. */
  readonly from: string;
  readonly specifier: string;
  /** Whether this folder, from the root, has a `mod.ts`. */
  readonly hasDoor: (folder: string) => boolean;
}

/** What is wrong with an import, in one sentence; `undefined` if nothing is. */
export function importProblem({ from, specifier, hasDoor }: ImportCheck): string | undefined {
  const folder = from.split("/")[0] ?? "";
  const layer = LAYERS[folder];
  // Tests and scripts look at everything; that is their work.
  if (!layer) return undefined;
  const isTest = /(_test\.tsx?$)|((^|\/)testing\/)/.test(from);

  if (!specifier.startsWith(".")) {
    const allowed = layer.packages && [...layer.packages, ...(isTest ? TEST_PACKAGES : [])];
    const name = packageName(specifier);
    return !allowed || allowed.includes(name)
      ? undefined
      : `${folder}/ imports ${name}; it may import ${allowed.join(", ")} only`;
  }

  const target = resolve(from, specifier);
  if (target === undefined) return `${specifier} leads out of the repository`;
  const targetFolder = target.split("/")[0] ?? "";
  const folders = [folder, ...layer.folders, ...(isTest ? TEST_FOLDERS : [])];
  // A file at the root (deno.json) belongs to nobody.
  if (target.includes("/") && !folders.includes(targetFolder)) {
    return `${folder}/ imports ${targetFolder}/; it may import ${
      layer.folders.map((f) => `${f}/`).join(" and ") || "no other folder"
    }`;
  }
  return isTest ? undefined : doorProblem(from, target, hasDoor);
}

function doorProblem(
  from: string,
  target: string,
  hasDoor: ImportCheck["hasDoor"],
): string | undefined {
  const segments = target.split("/").slice(0, -1);
  for (let depth = 1; depth <= segments.length; depth++) {
    const folder = segments.slice(0, depth).join("/");
    if (from.startsWith(`${folder}/`) || !hasDoor(folder)) continue;
    const door = `${folder}/${DOOR}`;
    return target === door ? undefined : `${target} is inside ${folder}/: import ${door}`;
  }
  return undefined;
}

/** `npm:@scope/name@1/sub` and `@scope/name/sub` are `@scope/name`; `node:fs` is itself. */
function packageName(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  const bare = specifier.replace(/^(npm|jsr):\/?/, "");
  const parts = bare.split("/");
  const name = bare.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0] ?? bare;
  return name.replace(/(?<=.)@.*$/, "");
}

function resolve(from: string, specifier: string): string | undefined {
  const path = from.split("/").slice(0, -1);
  for (const step of specifier.split("/")) {
    if (step === "." || step === "") continue;
    if (step !== "..") path.push(step);
    else if (path.pop() === undefined) return undefined;
  }
  return path.join("/");
}
