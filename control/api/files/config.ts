import { z } from "zod";
import { integer, type ObjectsConfig, objectsConfig, objectVariables } from "../../../kit/mod.ts";

const MIB = 1024 * 1024;
const FILE_MIB_MAX = 1_024;

const Address = z.string().regex(/^[^:\s]+:\d{1,5}$/);

/** Variables of files, for a process's `readConfig`. */
export const fileVariables = {
  PARLEY_FILE_MIB: integer({ min: 1, max: FILE_MIB_MAX }).default(50)
    .describe("the largest file that may be shared, in MiB"),
  ...objectVariables,
  PARLEY_CLAMAV_ADDRESS: Address.optional()
    .describe("host:port of clamd; absent: files are not scanned"),
  PARLEY_FFMPEG: z.string().startsWith("/").optional()
    .describe("path of ffmpeg; absent: there are no small pictures"),
};
type Variables = z.infer<z.ZodObject<typeof fileVariables>>;

export interface FilesConfig {
  readonly bytesMax: number;
  /** Absent: files can't be shared. */
  readonly objects?: ObjectsConfig;
  readonly clamav?: { readonly hostname: string; readonly port: number };
  readonly ffmpeg?: string;
}

/** Throws `ConfigError`. */
export function filesConfig(values: Variables): FilesConfig {
  const { PARLEY_CLAMAV_ADDRESS: clamav, PARLEY_FFMPEG: ffmpeg } = values;
  const objects = objectsConfig(values);
  return {
    bytesMax: values.PARLEY_FILE_MIB * MIB,
    ...(objects && { objects }),
    ...(clamav !== undefined && {
      clamav: { hostname: clamav.split(":")[0] ?? "", port: Number(clamav.split(":")[1]) },
    }),
    ...(ffmpeg !== undefined && { ffmpeg }),
  };
}
