import { assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { ConfigError, flag, integer, list, readConfig, secret } from "./config.ts";

const SAMPLE = "sample-secret-for-development-only-0000";
const shape = {
  PORT: integer({ min: 1, max: 65_535 }).default(8080).describe("TCP port"),
  ORIGINS: list().describe("comma-separated origins"),
  SECRET: secret("signs tokens", SAMPLE),
  TLS: flag().default(false),
};

function read(environment: Record<string, string>) {
  return readConfig(shape, (name) => environment[name]);
}

Deno.test("config parses, fills defaults and takes empty values as missing", () => {
  const real = "r".repeat(40);
  assertEquals(read({ ORIGINS: " a, b,", SECRET: real, PORT: "", TLS: "true" }), {
    PORT: 8080,
    ORIGINS: ["a", "b"],
    SECRET: real,
    TLS: true,
    mode: "production",
  });
});

Deno.test("config names every wrong variable, what it should look like, and no secret", () => {
  const { message } = assertThrows(
    () => read({ PORT: "99999", SECRET: "short-secret", TLS: "maybe" }),
    ConfigError,
  );
  assertStringIncludes(message, "PORT is not valid: should be a whole number from 1 to 65535");
  assertStringIncludes(message, "(TCP port)");
  assertStringIncludes(message, "ORIGINS is missing (comma-separated origins)");
  assertStringIncludes(message, "SECRET is not valid: should be at least 32 characters");
  assertStringIncludes(message, "TLS is not valid");
  assertFalse(message.includes("short-secret"));
});

Deno.test("config lets sample secrets pass in development only", () => {
  const environment = { ORIGINS: "a", SECRET: SAMPLE };
  assertEquals(read({ ...environment, PARLEY_ENV: "development" }).SECRET, SAMPLE);
  for (const mode of ["production", "test", ""]) {
    const { message } = assertThrows(
      () => read({ ...environment, PARLEY_ENV: mode }),
      ConfigError,
      "SECRET is a sample secret",
    );
    assertFalse(message.includes(SAMPLE));
  }
});

Deno.test("config refuses a sample for a secret that may be missing, too", () => {
  const optional = { OLD_SECRET: secret("the former one", SAMPLE).optional() };
  const read = (value: string | undefined) =>
    readConfig(optional, (name) => name === "OLD_SECRET" ? value : undefined);
  assertEquals(read(undefined).OLD_SECRET, undefined);
  for (const sample of [SAMPLE, "sample-of-somebody-else-with-32-characters"]) {
    assertThrows(() => read(sample), ConfigError, "OLD_SECRET is a sample secret");
  }
});

Deno.test("config refuses an unknown mode", () => {
  const environment = { ORIGINS: "a", SECRET: "r".repeat(40), PARLEY_ENV: "prod" };
  assertThrows(() => read(environment), ConfigError, "PARLEY_ENV should be one of");
});
