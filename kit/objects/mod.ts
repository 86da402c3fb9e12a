/** Objects in a folder or in an S3 bucket. */
import type { S3Store, S3StoreOptions } from "./s3_store.ts";

export {
  type ObjectsConfig,
  objectsConfig,
  objectVariables,
  openObjects,
  type OpenObjectsOptions,
} from "./config.ts";
export { OBJECTS_PATH } from "./folder_links.ts";
export { FolderStore, type FolderStoreOptions } from "./folder_store.ts";
export {
  DamagedFileError,
  type ObjectStore,
  ObjectsUnavailableError,
  type SourceStore,
  type StoredEntry,
  type WriteFileOptions,
} from "./object_store.ts";
export {
  type DataKey,
  KeyRing,
  OperatorKeys,
  readOperatorKeys,
  SealBrokenError,
  SealedStore,
  sealingVariables,
  writeFileSealed,
} from "./sealed/mod.ts";
export type { S3Store, S3StoreOptions };
