/** Which media node gets a room: one policy a file, and the directory they choose from. */
export { leastLoaded, loadOf } from "./least_loaded_policy.ts";
export { NodeDirectory } from "./node_directory.ts";
export { RebalancePolicy } from "./rebalance_policy.ts";
