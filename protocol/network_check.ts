/** What a browser needs to look, before a call, how well it reaches where media would be. */
import { z } from "zod";
import { NodeId, Region } from "./ids.ts";
import { IceConfig, TransportInfo } from "./rtp.ts";

/** Nodes in one check: one of each region. */
export const CHECKED_NODES_MAX = 6;

/** A transport made for one check on one media node: it answers STUN, and carries nothing. */
export const CheckTarget = z.object({
  nodeId: NodeId,
  region: Region.optional(),
  transport: TransportInfo,
});
export type CheckTarget = z.infer<typeof CheckTarget>;

/** `POST /api/meetings/:code/network-checks`: where to knock, and through which relays. */
export const NetworkCheck = z.object({
  targets: z.array(CheckTarget).max(CHECKED_NODES_MAX).describe("Empty: no media node is there."),
  ...IceConfig.shape,
  validMs: z.int().positive().describe("The targets are gone after this."),
});
export type NetworkCheck = z.infer<typeof NetworkCheck>;
