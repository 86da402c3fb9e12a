/** Where an operator lets live streams go. Pure. */
import { isPublicHost, readLiveAddress } from "../../../protocol/mod.ts";

/**
 * `public`: to servers of the public Internet alone. A name that leads elsewhere is found out by the
 * streamer, which resolves it. `any`: where the operator's own network has servers for it, and in tests.
 */
export type LiveTargets = "public" | "any";

export function mayStreamTo(address: string, targets: LiveTargets): boolean {
  const target = readLiveAddress(address);
  return target !== undefined && (targets === "any" || isPublicHost(target.host));
}
