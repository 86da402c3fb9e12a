import { Redis } from "ioredis";
import postgres from "postgres";
import { assertEquals } from "@std/assert";
import { Store } from "./stores.ts";

Deno.test("redis answers, and again after it was killed and started", async () => {
  await using store = await Store.startRedis();
  await store.kill();
  await store.start();
  const redis = new Redis(store.url);
  assertEquals(await redis.ping(), "PONG");
  await redis.quit();
});

Deno.test("postgres keeps its data over a kill", async () => {
  await using store = await Store.startPostgres();
  const sql = postgres(store.url, { max: 1 });
  await sql`create table kept (n int)`;
  await sql.end();
  await store.kill();
  await store.start();
  const again = postgres(store.url, { max: 1 });
  assertEquals((await again`select count(*)::int as n from kept`)[0]?.["n"], 0);
  await again.end();
});
