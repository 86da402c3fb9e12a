import { assertEquals } from "@std/assert";
import { deviceProblem } from "./device_errors.ts";

Deno.test("each refusal of a browser has its own meaning", () => {
  const cases = [
    ["NotAllowedError", "Permission denied", "denied"],
    ["NotAllowedError", "Permission denied by system", "blocked"],
    ["NotFoundError", "Requested device not found", "missing"],
    ["OverconstrainedError", "", "missing"],
    ["NotReadableError", "Could not start video source", "busy"],
    ["AbortError", "", "busy"],
    ["SecurityError", "", "denied"],
    ["TypeError", "", "unknown"],
  ] as const;
  for (const [name, message, problem] of cases) {
    assertEquals(deviceProblem({ name, message }), problem, name);
  }
  assertEquals(deviceProblem({ name: "TypeError" }, false), "insecure");
});
