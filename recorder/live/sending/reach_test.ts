import { assertEquals, assertRejects } from "@std/assert";
import { resolve, UnreachableError } from "./reach.ts";

const names = (...addresses: readonly string[]) => () =>
  Promise.resolve(addresses.map((address) => ({ address })));
const HOST = { host: "live.example.org" };

Deno.test("a name is connected to where it leads, and never into the operator's own network", async () => {
  assertEquals(await resolve(HOST, "public", names("2001:4860::1", "8.8.8.8")), "8.8.8.8");
  assertEquals(await resolve(HOST, "public", names("10.0.0.1", "8.8.8.8")), "8.8.8.8");
  assertEquals(await resolve(HOST, "any", names("127.0.0.1")), "127.0.0.1");
  const refused = async (...addresses: string[]) =>
    (await assertRejects(
      () => resolve(HOST, "public", names(...addresses)),
      UnreachableError,
    )).message;
  assertEquals(await refused("127.0.0.1", "::1"), "the server is not a public one");
  assertEquals(await refused(), "the server's name is not known");
});

Deno.test("a name that nobody knows is told without it", async () => {
  const unknown = () => Promise.reject(new Error("ENOTFOUND live.example.org"));
  const error = await assertRejects(() => resolve(HOST, "public", unknown), UnreachableError);
  assertEquals(error.message, "the server's name is not known");
});
