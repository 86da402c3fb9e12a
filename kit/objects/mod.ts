/** Objects in a folder or in an S3 bucket. */
import type { S3Store, S3StoreOptions } from "./s3_store.ts";

export { FolderStore, type FolderStoreOptions } from "./folder_store.ts";
export { type ObjectStore, ObjectsUnavailableError } from "./object_store.ts";
export type { S3StoreOptions };

/** Loads the SDK only where it is used: it is larger than all the rest of a process. */
export async function openS3(options: S3StoreOptions): Promise<S3Store> {
  const { S3Store } = await import("./s3_store.ts");
  return new S3Store(options);
}
