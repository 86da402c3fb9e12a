/** Recordings sealed by keys of the operator ({@linkcode ./layout.ts} says how). */
export { readOperatorKeys, sealingVariables } from "./config.ts";
export { type DataKey } from "./data_key.ts";
export { KeyRing, type KeyRingOptions } from "./key_ring.ts";
export { SealBrokenError } from "./object_seal.ts";
export { OperatorKeys } from "./operator_keys.ts";
export { SealedStore, type SealedStoreOptions } from "./sealed_store.ts";
export { writeFileSealed } from "./sealed_write.ts";
