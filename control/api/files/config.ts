import { z } from "zod";
import { ConfigError, integer } from "../../../kit/mod.ts";

const MIB = 1024 * 1024;
const FILE_MIB_MAX = 1_024;

const Address = z.string().regex(/^[^:\s]+:\d{1,5}$/);

/** Variables of files, for a process's `readConfig`. */
export const fileVariables = {
  PARLEY_FILE_MIB: integer({ min: 1, max: FILE_MIB_MAX }).default(50)
    .describe("the largest file that may be shared, in MiB"),
  PARLEY_OBJECTS_DIR: z.string().startsWith("/").optional()
    .describe("a folder for files, shared by all gateways; absent, and no S3: no files"),
  PARLEY_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional()
    .describe("an S3-compatible store as browsers reach it too; instead of a folder"),
  PARLEY_S3_REGION: z.string().default("us-east-1"),
  PARLEY_S3_BUCKET: z.string().optional(),
  PARLEY_S3_ACCESS_KEY_ID: z.string().optional(),
  PARLEY_S3_SECRET_ACCESS_KEY: z.string().optional(),
  PARLEY_CLAMAV_ADDRESS: Address.optional()
    .describe("host:port of clamd; absent: files are not scanned"),
  PARLEY_FFMPEG: z.string().startsWith("/").optional()
    .describe("path of ffmpeg; absent: there are no small pictures"),
};
type Variables = z.infer<z.ZodObject<typeof fileVariables>>;

export interface FilesConfig {
  readonly bytesMax: number;
  /** Absent: files can't be shared. */
  readonly objects?:
    | { readonly kind: "folder"; readonly folder: string }
    | {
      readonly kind: "s3";
      readonly endpoint: string;
      readonly region: string;
      readonly bucket: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
    };
  readonly clamav?: { readonly hostname: string; readonly port: number };
  readonly ffmpeg?: string;
}

/** Throws `ConfigError`. */
export function filesConfig(values: Variables): FilesConfig {
  const {
    PARLEY_OBJECTS_DIR: folder,
    PARLEY_S3_ENDPOINT: endpoint,
    PARLEY_S3_BUCKET: bucket,
    PARLEY_S3_ACCESS_KEY_ID: accessKeyId,
    PARLEY_S3_SECRET_ACCESS_KEY: secretAccessKey,
    PARLEY_CLAMAV_ADDRESS: clamav,
    PARLEY_FFMPEG: ffmpeg,
  } = values;
  const common = {
    bytesMax: values.PARLEY_FILE_MIB * MIB,
    ...(clamav !== undefined && {
      clamav: { hostname: clamav.split(":")[0] ?? "", port: Number(clamav.split(":")[1]) },
    }),
    ...(ffmpeg !== undefined && { ffmpeg }),
  };
  if (endpoint !== undefined) {
    if (bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
      throw new ConfigError(
        "Cannot start: PARLEY_S3_ENDPOINT needs PARLEY_S3_BUCKET, PARLEY_S3_ACCESS_KEY_ID and PARLEY_S3_SECRET_ACCESS_KEY",
      );
    }
    const region = values.PARLEY_S3_REGION;
    const s3 = { endpoint, region, bucket, accessKeyId, secretAccessKey };
    return { ...common, objects: { kind: "s3", ...s3 } };
  }
  return folder === undefined ? common : { ...common, objects: { kind: "folder", folder } };
}
