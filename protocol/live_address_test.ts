import { assertEquals } from "@std/assert";
import { isPublicHost, LiveAddress, readLiveAddress } from "./live_address.ts";

const read = (text: string) => {
  const target = readLiveAddress(text);
  return target && `${target.scheme} ${target.host} ${target.port} ${target.path}`;
};

Deno.test("addresses that streams are sent to are read in their parts", () => {
  assertEquals(
    [
      "rtmp://live.example.org/app/key",
      "rtmps://live.example.org:443/app/inst/key?x=1",
      "rtmp://live.example.org:80/app/key",
      "srt://live.example.org:9000?streamid=publish:a/b&passphrase=secretsecret",
      "rtmp://[2001:4860::8888]/app/key",
    ].map(read),
    [
      "rtmp live.example.org 1935 app/key",
      "rtmps live.example.org 443 app/inst/key",
      "rtmp live.example.org 80 app/key",
      "srt live.example.org 9000 ",
      "rtmp 2001:4860::8888 1935 app/key",
    ],
  );
});

Deno.test("what is no such address is refused", () => {
  const texts = [
    "http://a.example.org/app/key",
    "file:///etc/passwd",
    "rtmp://a.example.org",
    "rtmp://a.example.org/app/",
    "rtmp://user:word@a.example.org/app/key",
    "rtmp://a.example.org/app/key -f flv x",
    "srt://a.example.org?streamid=x",
    "srt://a.example.org:9000?mode=listener",
    "rtmp:///app/key",
    `rtmp://a.example.org/app/${"k".repeat(1_000)}`,
  ];
  assertEquals(texts.filter((text) => LiveAddress.safeParse(text).success), []);
});

Deno.test("hosts of the operator's own network are told from those of the Internet, however spelt", () => {
  const hostOf = (text: string) => readLiveAddress(`rtmp://${text}/app/key`)?.host ?? "";
  const own = [
    "localhost",
    "a.localhost",
    "127.0.0.1",
    "127.1",
    "0x7f000001",
    "2130706433",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:8.8.8.8]",
    "[fe80::1]",
    "[fd00::1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[2001:db8::1]",
    "[2001::1]",
    "metadata.google.internal",
    "printer.local",
    "nats",
    "nats.",
  ];
  assertEquals(own.filter((host) => isPublicHost(hostOf(host))), []);
  const others = ["a.rtmp.youtube.com", "8.8.8.8", "172.32.0.1", "[2001:4860:4860::8888]"];
  assertEquals(others.filter((host) => isPublicHost(hostOf(host))), others);
});
