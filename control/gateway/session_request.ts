import type { ClientMessage, RoomCommand } from "../../protocol/mod.ts";

/** Messages that need a session; the rest is the connection's. */
export type SessionRequest = Exclude<
  ClientMessage,
  { type: "join" | "resume" | "ping" | "quality" }
>;

/** What a client's request asks of its room. */
export function commandOf(message: SessionRequest): RoomCommand {
  switch (message.type) {
    case "publish":
      return { type: "publish", publish: message.publish };
    case "closeProducer":
      return { type: "closeProducer", producerId: message.producerId };
    case "setProducerPaused":
      return {
        type: "setProducerPaused",
        producerId: message.producerId,
        paused: message.paused,
      };
    case "command":
      return message.command;
    case "view":
      return { type: "view", view: message.view };
    case "sync":
      return { type: "sync" };
    case "leave":
      return { type: "leave" };
    default:
      return message satisfies never;
  }
}
