import { z } from "zod";
import { WorkerError } from "./errors.ts";

/** The installed npm package that carries both mediasoup's Node side and the worker's source. */
export interface MediasoupPackage {
  readonly version: string;
  /** Folder of the worker's C++ source. */
  readonly workerSource: string;
  /** Web address of the repository, without `.git`; prebuilt workers are its release downloads. */
  readonly repository: string;
}

const PackageJson = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+/),
  repository: z.object({ url: z.string() }),
});

/** The checkout's own copy, put there by `deno install`. */
const INSTALLED = `${import.meta.dirname}/../../node_modules/mediasoup`;

/** Throws WorkerError `worker-source-missing` where the npm packages are not installed. */
export async function readMediasoupPackage(folder = INSTALLED): Promise<MediasoupPackage> {
  try {
    const root = await Deno.realPath(folder);
    const json = PackageJson.parse(JSON.parse(await Deno.readTextFile(`${root}/package.json`)));
    return {
      version: json.version,
      workerSource: `${root}/worker`,
      repository: json.repository.url.replace(/^git\+/, "").replace(/\.git$/, ""),
    };
  } catch (error) {
    throw new WorkerError(
      "worker-source-missing",
      `Cannot find mediasoup's npm package in ${folder}: run \`deno install\` first`,
      { cause: error },
    );
  }
}
