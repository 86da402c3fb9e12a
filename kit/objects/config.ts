/** Where a process is told that objects are. */
import { z } from "zod";
import type { Clock } from "../clock.ts";
import { ConfigError } from "../config.ts";
import { FolderStore } from "./folder_store.ts";
import type { S3Store, S3StoreOptions } from "./s3_store.ts";

/** Variables of the object store, for a process's `readConfig`. */
export const objectVariables = {
  PARLEY_OBJECTS_DIR: z.string().startsWith("/").optional()
    .describe("a folder for files and recordings, shared by all processes that use it"),
  PARLEY_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional()
    .describe("an S3-compatible store as browsers reach it too; instead of a folder"),
  PARLEY_S3_REGION: z.string().default("us-east-1"),
  PARLEY_S3_BUCKET: z.string().optional(),
  PARLEY_S3_ACCESS_KEY_ID: z.string().optional(),
  PARLEY_S3_SECRET_ACCESS_KEY: z.string().optional(),
  PARLEY_S3_SSE: z.enum(["AES256", "aws:kms"]).optional()
    .describe("how the store is asked to encrypt; absent: as the bucket is set up"),
  PARLEY_S3_SSE_KMS_KEY_ID: z.string().max(2_048).optional()
    .describe("the key of its key service; absent: the store's usual one"),
};
type Variables = z.infer<z.ZodObject<typeof objectVariables>>;

export type ObjectsConfig =
  | { readonly kind: "folder"; readonly folder: string }
  | ({ readonly kind: "s3" } & Readonly<S3StoreOptions>);

/** `undefined`: there is nowhere to put them. Throws `ConfigError`. */
export function objectsConfig(values: Variables): ObjectsConfig | undefined {
  const {
    PARLEY_OBJECTS_DIR: folder,
    PARLEY_S3_ENDPOINT: endpoint,
    PARLEY_S3_REGION: region,
    PARLEY_S3_BUCKET: bucket,
    PARLEY_S3_ACCESS_KEY_ID: accessKeyId,
    PARLEY_S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = values;
  if (endpoint === undefined) return folder === undefined ? undefined : { kind: "folder", folder };
  if (bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
    throw new ConfigError(
      "Cannot start: PARLEY_S3_ENDPOINT needs PARLEY_S3_BUCKET, PARLEY_S3_ACCESS_KEY_ID and PARLEY_S3_SECRET_ACCESS_KEY",
    );
  }
  const { PARLEY_S3_SSE: by, PARLEY_S3_SSE_KMS_KEY_ID: keyId } = values;
  const encryption = by === "aws:kms" ? { by, keyId } : by && { by };
  return { kind: "s3", endpoint, region, bucket, accessKeyId, secretAccessKey, encryption };
}

export interface OpenObjectsOptions {
  readonly clock: Clock;
  /** Where and how a folder's links are signed; absent: this process makes none that open. */
  readonly links?: { readonly url: string; readonly secret: string };
}

/** Loads the SDK only where it is used: it is larger than all the rest of a process. */
export async function openObjects(
  config: ObjectsConfig,
  { clock, links = { url: "", secret: crypto.randomUUID() } }: OpenObjectsOptions,
): Promise<FolderStore | S3Store> {
  switch (config.kind) {
    case "folder":
      return new FolderStore({ folder: config.folder, ...links, clock });
    case "s3": {
      const { S3Store } = await import("./s3_store.ts");
      return new S3Store(config);
    }
    default:
      return config satisfies never;
  }
}
