import { assertEquals } from "@std/assert";
import { joinedAddress } from "./joined_address.ts";

Deno.test("a server and a stream key make one address, and what is none is seen", () => {
  const joined = (
    [
      ["rtmps://live.example.org/app", "key"],
      [" rtmps://live.example.org/app/ ", " key "],
      ["rtmp://live.example.org/app/key", ""],
      ["srt://live.example.org:9000", "a/b"],
      ["srt://live.example.org:9000?passphrase=secretsecret", "a"],
      ["rtmp://live.example.org", ""],
      ["https://live.example.org/app", "key"],
      ["", "key"],
    ] as const
  ).map(([server, key]) => joinedAddress(server, key));
  assertEquals(joined, [
    "rtmps://live.example.org/app/key",
    "rtmps://live.example.org/app/key",
    "rtmp://live.example.org/app/key",
    "srt://live.example.org:9000?streamid=a%2Fb",
    "srt://live.example.org:9000?passphrase=secretsecret&streamid=a",
    undefined,
    undefined,
    undefined,
  ]);
});
