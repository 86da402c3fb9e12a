import { assertEquals, assertFalse } from "@std/assert";
import { createLogger } from "./log.ts";

function capture() {
  const lines: string[] = [];
  const logger = createLogger({
    service: "test",
    destination: { write: (line: string) => void lines.push(line) },
  });
  return { logger, last: () => JSON.parse(lines.at(-1) ?? "{}"), lines };
}

Deno.test("logger writes one JSON line with service, level, time and a child's fields", () => {
  const { logger, last } = capture();
  logger.child({ roomId: "r1" }).warn({ count: 2 }, "something");
  const { time, ...rest } = last();
  assertEquals(rest, { service: "test", level: "warn", roomId: "r1", count: 2, msg: "something" });
  assertEquals(new Date(time).toISOString(), time);
});

Deno.test("logger keeps secrets and message bodies out of its lines", () => {
  const { logger, lines } = capture();
  logger.info({
    token: "hush",
    command: { body: "hush", user: { password: "hush" } },
    headers: { authorization: "hush", cookie: "hush" },
  });
  assertFalse(lines.join("").includes("hush"), lines.join(""));
});
