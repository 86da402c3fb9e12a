import { assertEquals, assertStringIncludes } from "@std/assert";
import { importProblem } from "./imports.ts";

const doors = ["kit", "protocol", "control/room", "control/actor"];

function problem(from: string, specifier: string): string {
  return importProblem({ from, specifier, hasDoor: (folder) => doors.includes(folder) }) ?? "";
}

Deno.test("protocol imports zod and itself only", () => {
  assertEquals(problem("protocol/frames.ts", "zod"), "");
  assertEquals(problem("protocol/frames.ts", "npm:zod@4.6.7"), "");
  assertEquals(problem("protocol/frames.ts", "./ids.ts"), "");
  assertStringIncludes(problem("protocol/frames.ts", "hono"), "zod only");
  assertStringIncludes(problem("protocol/frames.ts", "node:crypto"), "zod only");
  assertStringIncludes(problem("protocol/frames.ts", "../kit/mod.ts"), "no other folder");
  assertEquals(problem("protocol/frames_test.ts", "@std/assert"), "");
});

Deno.test("processes import protocol and kit, never each other", () => {
  assertEquals(problem("media-node/main.ts", "../kit/mod.ts"), "");
  assertEquals(problem("media-node/main.ts", "mediasoup"), "");
  assertEquals(problem("recorder/main.ts", "../protocol/mod.ts"), "");
  assertStringIncludes(problem("media-node/main.ts", "../control/room/mod.ts"), "control/");
  assertStringIncludes(problem("control/main.ts", "../recorder/mod.ts"), "recorder/");
  assertStringIncludes(
    problem("control/room/a_test.ts", "../../media-node/plan.ts"),
    "media-node/",
  );
});

Deno.test("ui imports protocol only", () => {
  assertEquals(problem("ui/link/socket.ts", "../../protocol/mod.ts"), "");
  assertEquals(problem("ui/link/socket.ts", "preact"), "");
  assertStringIncludes(problem("ui/link/socket.ts", "../../kit/mod.ts"), "kit/");
  assertStringIncludes(problem("ui/link/socket.ts", "../../scripts/lib/x.ts"), "scripts/");
});

Deno.test("a folder with a mod.ts is entered through it", () => {
  assertEquals(problem("control/gateway/session.ts", "../room/mod.ts"), "");
  assertStringIncludes(
    problem("control/gateway/session.ts", "../room/chat.ts"),
    "control/room/mod.ts",
  );
  assertStringIncludes(problem("control/main.ts", "../kit/log.ts"), "kit/mod.ts");
  assertEquals(problem("control/room/chat.ts", "./media/plan.ts"), "");
  assertEquals(problem("control/room/media/plan.ts", "../chat.ts"), "");
  assertEquals(problem("control/gateway/session.ts", "../api/routes.ts"), "", "no mod.ts there");
});

Deno.test("tests look behind doors and use the harness", () => {
  assertEquals(problem("control/actor/log_test.ts", "../../kit/testing/nats_server.ts"), "");
  assertEquals(problem("control/actor/log_test.ts", "../../tests/harness/mod.ts"), "");
  assertEquals(problem("media-node/node_test.ts", "../scripts/worker/mod.ts"), "");
  assertEquals(problem("tests/scenarios/join_test.ts", "../../control/room/chat.ts"), "");
  assertEquals(problem("scripts/dev.ts", "../control/room/chat.ts"), "");
});

Deno.test("an import that leaves the repository is refused", () => {
  assertStringIncludes(problem("kit/log.ts", "../../elsewhere.ts"), "out of the repository");
});
