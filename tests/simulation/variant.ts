/** Where a run can be given broken parts, so that the checks prove that they would notice. */
import type { ActorLimits, ActorLog } from "../../control/actor/mod.ts";
import type { RoomRegister } from "../../control/hosts/mod.ts";
import type { BusHandler, BusMessage } from "../../kit/mod.ts";
import type { ClientHabits } from "./client_news.ts";

/** Hands a message on, or another one in its place. */
export type NodeTap = (message: BusMessage, pass: BusHandler) => void | Promise<void>;

/** What stands between a process and its bus; absent parts let everything through. */
export interface BusTaps {
  published?(subject: string, body: unknown, pass: (body: unknown) => void): void;
  received?: NodeTap;
  asked?(subject: string, request: () => Promise<unknown>): Promise<unknown>;
}

export interface Variant {
  readonly name: string;
  /** Around the log that all hosts share; `later` runs something a while after, in virtual time. */
  log?(log: ActorLog, later: (run: () => void) => void): ActorLog;
  /** Around one host's way to the log; made anew for each life of a host. */
  hostLog?(log: ActorLog): ActorLog;
  /** Around one host's way to the register of rooms. */
  register?(register: RoomRegister): RoomRegister;
  limits?: Partial<ActorLimits>;
  /** Between every host and the bus. */
  host?: BusTaps;
  /** In front of every media node; made anew for each. */
  node?(): NodeTap;
  /** Between every media node and the bus. */
  nodeBus?: BusTaps;
  habits?: Partial<ClientHabits>;
}

/** The real thing. */
export const SOUND: Variant = { name: "sound" };
