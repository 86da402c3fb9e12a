import { assertEquals } from "@std/assert";
import { FaultGuard } from "./fault_guard.ts";
import { SocketGuard } from "./socket_guard.ts";

const reset = () => Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });

/** Whether somebody takes an error that nobody has caught. */
function isTaken(error: Error): boolean {
  return !globalThis.dispatchEvent(new ErrorEvent("error", { error, cancelable: true }));
}

Deno.test("a reset that comes after its client was given up ends no process", () => {
  const guard = new SocketGuard();
  assertEquals([isTaken(reset()), guard.resets], [true, 1]);
  guard.release();
  assertEquals([isTaken(reset()), FaultGuard.expects(reset())], [true, true]);
  assertEquals(guard.resets, 1);
  assertEquals(FaultGuard.expects(new Error("something else")), false);
});
