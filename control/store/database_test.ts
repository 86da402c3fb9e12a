import { assertEquals } from "@std/assert";
import { systemClock } from "../../kit/mod.ts";
import { Store as Server } from "../../tests/harness/stores.ts";
import { until } from "../../tests/harness/until.ts";
import { Database } from "./database.ts";

const READERS = 8;
const KILLS = 4;
const LIMIT_MS = 30_000;

Deno.test("arrays arrive as they were passed, and a server that dies rejects queries alone", async (t) => {
  await using server = await Server.startPostgres();
  await t.step("arrays arrive as they were passed", () => arraysArrive(server));
  await t.step("a server that dies again and again", () => diesAgainAndAgain(server));
});

async function arraysArrive(server: Server): Promise<void> {
  const database = new Database({ url: server.url, clock: systemClock });
  const texts = ["plain", "", 'a "quoted" one', "back\\slash", "{a,b}", "NULL", "naïve 👍"];
  const choices = [0, 7, -2_147_483_648];
  const [row] = await database.run((sql) =>
    sql`SELECT to_json(${texts}::text[]) AS texts, to_json(${[1, 2 ** 40]}::bigint[]) AS numbers,
      ${texts[2] ?? ""} = ANY(${texts}) AS one, 'x' = ANY(${[]}::text[]) AS none,
      ${choices}::integer[] AS choices, ${[]}::integer[] AS nothing`
  );
  const numbers = [1, 2 ** 40];
  assertEquals(row && { ...row }, { texts, numbers, one: true, none: false, choices, nothing: [] });
  await database.close();
}

/** An unhandled rejection would end the process, and here the file's tests. */
async function diesAgainAndAgain(server: Server): Promise<void> {
  const database = new Database({ url: server.url, clock: systemClock });
  let [answered, refused, done] = [0, 0, false];
  const readers = Array.from({ length: READERS }, async () => {
    while (!done) {
      await database.run((sql) => sql`SELECT pg_sleep(0.001)`)
        .then(() => answered++, () => refused++);
    }
  });
  for (let kills = 0; kills < KILLS; kills++) {
    const [before, lost] = [answered, refused];
    await until("queries are answered", () => answered, (count) => count > before, LIMIT_MS);
    await server.kill();
    await until("queries are refused", () => refused, (count) => count > lost, LIMIT_MS);
    await server.start();
  }
  done = true;
  await Promise.all(readers);
  await until("it is back", () => database.problem(), (problem) => {
    return problem === "Cannot use the database: its schema is not up to date";
  }, LIMIT_MS);
  await database.close();
}
