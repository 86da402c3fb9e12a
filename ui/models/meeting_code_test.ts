import { assertEquals } from "@std/assert";
import { parseCode, spellCode } from "./meeting_code.ts";
import { parseRoute } from "../router.ts";

Deno.test("a code is found in digits, spaced digits and links", () => {
  const texts = [
    "123456789",
    " 123 456 789 ",
    "123-456-789",
    "https://meet.example/m/123456789",
    "http://localhost:8080/m/123456789?x=1",
  ];
  for (const text of texts) assertEquals(parseCode(text), "123456789", text);
  for (const text of ["", "12345678", "1234567890", "hello", "https://meet.example/m/12"]) {
    assertEquals(parseCode(text), undefined, text);
  }
  assertEquals(spellCode("123456789"), "123 456 789");
});

Deno.test("addresses lead to their page", () => {
  assertEquals(parseRoute("/"), { page: "home" });
  assertEquals(parseRoute("/m/123456789"), { page: "meeting", code: "123456789" });
  assertEquals(parseRoute("/m/123"), { page: "nowhere" });
  assertEquals(parseRoute("/elsewhere"), { page: "nowhere" });
});
