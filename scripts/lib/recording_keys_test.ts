import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError, OperatorKeys } from "../../kit/mod.ts";
import { withNewKey } from "./recording_keys.ts";

Deno.test("a new key comes first, older ones stay, and recorders get nothing that opens", async () => {
  const first = await withNewKey("one");
  const second = await withNewKey("two", first.own.keys);
  const parse = (set: object) => OperatorKeys.parse(JSON.stringify(set));
  assertEquals(parse(second.own).opening, ["two", "one"]);
  assertEquals(parse(second.public).opening, []);
  const { wrapped } = await parse(second.public).make("room-r1");
  await parse(second.own).open("room-r1", wrapped);
  await assertRejects(() => withNewKey("one", first.own.keys), ConfigError);
});
