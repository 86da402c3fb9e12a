import { assertEquals } from "@std/assert";
import { captureOptions, shareProblem } from "./screen_capture.ts";

Deno.test("who chooses nothing has no problem, who is blocked by the system has one", () => {
  const denied = (message: string) => shareProblem({ name: "NotAllowedError", message });
  assertEquals(denied("Permission denied"), null);
  assertEquals(denied("Permission denied by system"), "blocked");
  assertEquals(shareProblem({ name: "NotReadableError" }), "failed");
});

Deno.test("this very tab is not offered, and text comes with fewer frames than films", () => {
  const { selfBrowserSurface, video } = captureOptions("text");
  assertEquals([selfBrowserSurface, video], [
    "exclude",
    { frameRate: { ideal: 15, max: 30 } },
  ]);
  assertEquals(captureOptions("motion").video, { frameRate: { ideal: 30, max: 30 } });
});
