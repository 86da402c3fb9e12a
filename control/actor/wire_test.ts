import { assertEquals } from "@std/assert";
import type { z } from "zod";
import activate from "../../protocol/fixtures/v1/Activate.json" with { type: "json" };
import activateReply from "../../protocol/fixtures/v1/ActivateReply.json" with { type: "json" };
import roomEvent from "../../protocol/fixtures/v1/RoomEvent.json" with { type: "json" };
import roomReply from "../../protocol/fixtures/v1/RoomReply.json" with { type: "json" };
import { ActivateReply, ActivateRequest, NoticeBase, Reply } from "./wire.ts";

/** What the protocol says rooms send, the runtime has to be able to send and read. */
const PAIRS: [string, z.ZodType, Record<string, unknown>][] = [
  ["reply", Reply, roomReply],
  ["notice", NoticeBase.loose(), roomEvent],
  ["activation", ActivateRequest, activate],
  ["answer to an activation", ActivateReply, activateReply],
];

for (const [name, schema, examples] of PAIRS) {
  Deno.test(`${name} of the runtime is the protocol's`, () => {
    for (const example of Object.values(examples)) assertEquals(schema.parse(example), example);
  });
}
