/** Objects in a folder or in an S3 bucket. */
export { FolderStore, type FolderStoreOptions } from "./folder_store.ts";
export { type ObjectStore, ObjectsUnavailableError } from "./object_store.ts";
export { S3Store, type S3StoreOptions } from "./s3_store.ts";
