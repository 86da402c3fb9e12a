import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError, readConfig } from "../../kit/mod.ts";
import { publicConfig, publicVariables, SAMPLE_TOKEN_SECRET } from "./config.ts";

const RIGHT: Record<string, string> = {
  PARLEY_PUBLIC_URL: "https://meet.example.org/",
  PARLEY_TOKEN_SECRET: "0123456789abcdef0123456789abcdef",
};
const read = (change: Record<string, string>) => {
  const environment = { ...RIGHT, ...change };
  return publicConfig(readConfig(publicVariables, (name) => environment[name]));
};

Deno.test("origins and gateways follow from the public URL", () => {
  const config = read({});
  assertEquals(config.publicUrl, "https://meet.example.org");
  assertEquals([...config.origins], ["https://meet.example.org"]);
  assertEquals(config.gatewayUrls, ["wss://meet.example.org/ws"]);
  assertEquals(config.development, false);
});

Deno.test("the sample secret serves in development and nowhere else", () => {
  const sample = { PARLEY_TOKEN_SECRET: SAMPLE_TOKEN_SECRET };
  assertEquals(read({ ...sample, PARLEY_ENV: "development" }).development, true);
  assertThrows(() => read(sample), ConfigError);
  assertThrows(() => read({ ...sample, PARLEY_ENV: "test" }), ConfigError);
  assertThrows(() => read({ PARLEY_TOKEN_SECRET: "short" }), ConfigError);
});

Deno.test("an origin that is none is named, with what it should be", () => {
  for (const wrong of ["*", "https://a.example.org/", "a.example.org", "https://*.example.org/"]) {
    const error = assertThrows(() => read({ PARLEY_ORIGINS: wrong }), ConfigError);
    assertStringIncludes(error.message, "PARLEY_ORIGINS");
  }
});
