import { assert, assertEquals } from "@std/assert";
import { readLiveAddress } from "../../../protocol/mod.ts";
import { presetOf, senderArgs } from "./sender_args.ts";

const SECRETS = ["inst", "k3y", "word-of-passing", "a/b"];

function told(address: string) {
  const target = readLiveAddress(address);
  if (!target) throw new Error(`Cannot read ${address}`);
  const order = { target, ip: "203.0.113.7", relayPort: 4_000, preset: "/run/x.ffpreset" };
  return { line: senderArgs(order).join(" "), preset: presetOf(target).split("\n") };
}

Deno.test("of an RTMP address nothing stands in the command line, and all of it where ffmpeg reads it", () => {
  const { line, preset } = told("rtmps://live.example.org/app/inst/k3y?x=1");
  for (const part of [...SECRETS, "example.org"]) assert(!line.includes(part), line);
  assert(line.includes("-fpre /run/x.ffpreset"), line);
  assertEquals(preset, [
    "rtmp_app=app/inst",
    "rtmp_playpath=k3y?x=1",
    "rtmp_tcurl=rtmps://live.example.org:443/app/inst",
    "",
  ]);
});

Deno.test("of an SRT address the server alone stands in the command line, and options are ours to choose", () => {
  const { line, preset } = told(
    "srt://live.example.org:9000?streamid=a/b&passphrase=word-of-passing&rw_timeout=1",
  );
  for (const part of SECRETS) assert(!line.includes(part), line);
  assert(line.endsWith("srt://203.0.113.7:9000?mode=caller"), line);
  assertEquals(preset.slice(0, 2), ["streamid=a/b", "passphrase=word-of-passing"]);
  assert(!preset.join().includes("rw_timeout"));
});
