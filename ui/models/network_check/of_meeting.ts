import { probeIce } from "../../link/ice_probe.ts";
import { relayLoop } from "../../link/relay_loop.ts";
import { api } from "../api.ts";
import { iceFor } from "../ice_policy.ts";
import { type Check, createNetworkCheck } from "./check.ts";

/** The check of somebody who is about to join this meeting. */
export function networkCheckFor(code: string): Check {
  return createNetworkCheck({
    begin: async () => {
      const plan = await api.networkCheck(code);
      return { ...plan, ...iceFor(plan) };
    },
    probe: probeIce,
    loop: relayLoop,
  });
}
