import { assertEquals } from "@std/assert";
import { type Bucket, takeToken } from "./token_bucket.ts";

const LIMIT = { name: "x", burst: 3, perSecond: 2 };

Deno.test("a bucket gives its burst, then what time brings, never more than the burst", () => {
  let bucket: Bucket | undefined;
  const take = (nowMs: number) => {
    const taken = takeToken(bucket, LIMIT, nowMs);
    bucket = taken.bucket;
    return taken.allowance.allowed || taken.allowance.retryAfterMs;
  };
  assertEquals([take(0), take(0), take(0), take(0)], [true, true, true, 500]);
  assertEquals([take(400), take(500), take(500)], [100, true, 500]);
  assertEquals([take(60_000), take(60_000), take(60_000), take(60_000)], [true, true, true, 500]);
});
