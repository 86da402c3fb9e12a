import { assertEquals } from "@std/assert";
import type { RoomCommand } from "../../protocol/mod.ts";
import { AUDIO, VIDEO } from "../room/testing/given.ts";
import { UnsureCommands } from "./unsure_commands.ts";

const held = (
  epoch: number,
) => ({ v: 1, ok: true, durable: false, epoch, rev: 1, result: {} } as const);
const durable = (epoch: number) => ({ ...held(epoch), durable: true } as const);

const MIC = { key: "mic", source: "mic", rtpParameters: AUDIO, paused: false } as const;
const CAM = { key: "cam", source: "cam", rtpParameters: VIDEO, paused: false } as const;
const publish: RoomCommand = {
  type: "publish",
  publish: { generation: 1, transports: [], producers: [MIC, CAM] },
};

function producersOf(unsure: UnsureCommands): unknown {
  return unsure.takeBefore(2).map(({ body }) => body.type === "publish" && body.publish.producers);
}

Deno.test("unsure commands repeat no track that was closed meanwhile", () => {
  const unsure = new UnsureCommands();
  unsure.heard("1", publish, held(1));
  unsure.said({ type: "closeProducer", producerId: "a:cam" });
  assertEquals(producersOf(unsure), [[MIC]]);
});

Deno.test("unsure commands repeat a track as muted as it was told to be since", () => {
  const unsure = new UnsureCommands();
  unsure.heard("1", publish, held(1));
  unsure.said({ type: "setProducerPaused", producerId: "a:mic", paused: true });
  assertEquals(producersOf(unsure), [[{ ...MIC, paused: true }, CAM]]);
});

Deno.test("unsure commands are not in the log because the next owner's are", () => {
  const unsure = new UnsureCommands();
  unsure.heard("1", publish, held(1));
  unsure.heard("2", publish, durable(2));
  assertEquals(unsure.takeBefore(2).map(({ id }) => id), ["1"]);
  unsure.heard("3", publish, held(2));
  unsure.heard("4", publish, durable(2));
  assertEquals(unsure.takeBefore(3), []);
});

Deno.test("unsure commands repeat what the meeting was told, unless a later word took its place", () => {
  const unsure = new UnsureCommands();
  const role = (peerId: string, role: "cohost" | "viewer"): RoomCommand => (
    { type: "setRole", peerId, role }
  );
  const said: RoomCommand[] = [
    { type: "remove", peerId: "a", block: true },
    role("b", "cohost"),
    role("c", "cohost"),
    { type: "sendMessage", text: "one" },
    { type: "sendMessage", text: "two" },
    { type: "changeSettings", settings: { lobby: true, locked: true } },
    { type: "enterBreakout", breakoutId: "b1" },
    { type: "typing" },
    { type: "sync" },
  ];
  said.forEach((body, at) => unsure.heard(`${at}`, body, held(1)));
  unsure.said(role("c", "viewer"));
  unsure.said({ type: "changeSettings", settings: { locked: false } });
  unsure.said({ type: "enterBreakout", breakoutId: null });
  assertEquals(unsure.takeBefore(2).map(({ id }) => id), ["0", "1", "3", "4", "5"]);
});
