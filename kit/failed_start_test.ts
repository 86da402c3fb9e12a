import { assertEquals } from "@std/assert";
import { BusRefusedError, BusUnavailableError } from "./bus.ts";
import { ConfigError } from "./config.ts";
import { ExitCode, failureOf } from "./failed_start.ts";

Deno.test("what an operator can mend is told in a line, with a code of its own", () => {
  const codeOf = (error: Error) => {
    const { code, message, fault } = failureOf(error);
    assertEquals([message, fault], [error.message, undefined]);
    return code;
  };
  assertEquals(codeOf(new ConfigError("PARLEY_X is missing")), ExitCode.config);
  assertEquals(codeOf(new BusRefusedError("nats://bus", "control-1")), ExitCode.refused);
  assertEquals(codeOf(new BusUnavailableError("it does not answer")), ExitCode.unavailable);
});

Deno.test("everything else is a fault of ours and shown whole", () => {
  const error = new TypeError("x is not a function");
  assertEquals(failureOf(error), { code: ExitCode.fault, message: error.message, fault: error });
  assertEquals(failureOf("thrown text").code, ExitCode.fault);
});
