/** What the bench kills, in this order: the room kept busy by commands comes last. */
import type { Victim } from "../round.ts";
import { cold } from "./cold.ts";
import { controlHost } from "./control_host.ts";
import { drain } from "./drain.ts";
import { frozenHost } from "./frozen_host.ts";
import { frozenWorker } from "./frozen_worker.ts";
import { gateway } from "./gateway.ts";
import { mediaNode } from "./media_node.ts";
import { mediaWorker } from "./media_worker.ts";
import { thousandRooms } from "./thousand_rooms.ts";

export const VICTIMS: readonly Victim[] = [
  gateway,
  mediaWorker,
  mediaNode,
  frozenWorker,
  drain,
  cold,
  controlHost,
  frozenHost,
  thousandRooms,
];
