/** A meeting is streamed live: what its server sees and hears, and that it outlives what may die. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { MeetingCommand } from "../../protocol/mod.ts";
import { Heard } from "../../recorder/worker/testing/watch.ts";
import { ownerOf, untilAdopted } from "../faults/owner.ts";
import { RefusedError } from "../harness/client_socket.ts";
import { LiveReceiver } from "../harness/live_receiver.ts";
import { Recorded } from "../harness/recorded.ts";
import { ANN, BOB, COLOUR_AT, RecordedClips } from "../harness/recorded_clips.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "./table.ts";

const LIMIT_MS = 30_000;
const KEY = "k7f3-of-the-stream";
/** What is on its way between the streamer and the server's disk. */
const BEHIND_MAX_MS = 4_000;
/** One encoder counts its pictures: another one would begin anew. */
const STEP_MAX_MS = 1_000;
const STOP = { type: "stopLive" } as const;
/** Where the colours of two tiles beside each other are, and of one alone: above the digits. */
const [LEFT, RIGHT, TOP] = [0.25, 0.75, 0.31];

Deno.test({
  name: "live: a meeting is composed and sent by RTMP and SRT, whatever happens in it and to us",
  // The peers' DTLS keeps its retransmission timer for up to a second after it was stopped.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(context) {
    const clips = await RecordedClips.make();
    await using receiver = await LiveReceiver.start({ protocol: "rtmp", key: KEY });
    await using stack = await Stack.start({
      controlHosts: 2,
      gateways: 1,
      mediaNodes: 1,
      streamers: 2,
    });
    await withTails(stack, async () => {
      const startMs = performance.now();
      await using meeting = await Recorded.meet(stack, {
        host: clips.of(ANN, startMs),
        guest: clips.of(BOB, startMs),
      });
      const { host, guest, roomId } = meeting;
      const start: MeetingCommand = { type: "startLive", address: receiver.address };
      let liveMs = 0;
      const live = () => host.roster.meeting.live;
      const untilState = (state: string | undefined) =>
        until(`the stream is ${state}`, () => live()?.state, (now) => now === state, LIMIT_MS);
      // Who came first stands at the left.
      const untilSeen = (what: string, ...colours: readonly (string | undefined)[]) =>
        until(
          what,
          () => [receiver.sees(LEFT, TOP), receiver.sees(RIGHT, TOP)].toSorted().join(" "),
          (seen) => seen === colours.toSorted().join(" "),
          LIMIT_MS,
        );

      await context.step("who may not is refused", async () => {
        const said = guest.socket.request("command", { command: start });
        assertEquals((await assertRejects(() => said, RefusedError)).code, "forbidden");
      });

      await context.step(
        "its server sees both; who comes late is told",
        async () => {
          await meeting.say(start);
          await untilState("live");
          liveMs = performance.now();
          await untilSeen("both are seen", "red", "blue");
          const late = await meeting.enter("Late");
          assertEquals(late.roster.meeting.live?.state, "live");
          assertEquals(late.roster.meeting.notices.map(({ kind }) => kind), ["live"]);
          await late.leave();
        },
      );

      await context.step("where it goes is told to nobody", async () => {
        assertEquals(JSON.stringify(host.roster).includes(KEY), false);
        assertEquals(stack.tails.includes(KEY), false);
        assertEquals((await commandLines()).filter((line) => line.includes(KEY)), []);
      });

      await context.step(
        "a camera that is off, somebody who leaves: the stream goes on",
        async () => {
          await guest.setPaused("cam", true);
          await untilSeen("Bob has no picture", "red", "other");
          await guest.setPaused("cam", false);
          await untilSeen("Bob is back", "red", "blue");
          await guest.leave();
          await until(
            "Ann is alone",
            () => receiver.sees(COLOUR_AT.x, COLOUR_AT.y),
            (seen) => seen === "red",
            LIMIT_MS,
          );
          assertEquals(receiver.files.length, 1, "one connection all the time");
        },
      );

      await context.step("the owner is killed: the same connection goes on", async () => {
        const owner = await ownerOf(stack, roomId);
        await stack.kill(owner);
        await untilAdopted(stack, [roomId], owner, LIMIT_MS);
        const { pictures } = receiver;
        const states = new Set<string | undefined>();
        await until(
          "pictures come",
          () => {
            states.add(live()?.state);
            return receiver.pictures;
          },
          (now) => now > pictures + 20,
          LIMIT_MS,
        );
        assertEquals([[...states], receiver.files.length], [["live"], 1]);
        assertEquals(stack.tails.split("a live stream begins").length - 1, 1, "one streamer's");
      });

      await context.step("what came has picture and sound, of both, without a break", async () => {
        const [file = ""] = receiver.files;
        const lastsMs = performance.now() - liveMs;
        const heard = await Heard.open(file);
        assert(heard.durationMs > lastsMs - BEHIND_MAX_MS, `${heard.durationMs} of ${lastsMs} ms`);
        assertEquals(await codecsOf(file), ["h264 640x360", "aac"]);
        const stepMs = await longestStepMs(file);
        assert(stepMs <= STEP_MAX_MS, `no picture for ${stepMs} ms`);
        for (const { name, hz } of [ANN, BOB]) {
          assert(heard.when(hz, 0) !== undefined, `${name} is heard`);
        }
      });

      await context.step("the server goes: interrupted; it is back: live again", async () => {
        await receiver.stop();
        await untilState("interrupted");
        receiver.start();
        await untilState("live");
        await until(
          "Ann is seen",
          () => receiver.sees(COLOUR_AT.x, COLOUR_AT.y),
          (seen) => seen === "red",
          LIMIT_MS,
        );
      });

      await context.step("its streamer is killed: another one takes over", async () => {
        const holder = await streaming(stack);
        await stack.kill(holder);
        await untilState("interrupted");
        await untilState("live");
        await until(
          "Ann is seen",
          () => receiver.sees(COLOUR_AT.x, COLOUR_AT.y),
          (seen) => seen === "red",
          LIMIT_MS,
        );
        await meeting.command(STOP);
        await untilState(undefined);
        assertEquals(host.roster.meeting.notices, []);
      });

      await context.step("by SRT, encrypted", async () => {
        await using other = await LiveReceiver.start({ protocol: "srt", key: KEY });
        await meeting.command({ type: "startLive", address: other.address });
        await untilState("live");
        await until(
          "Ann is seen",
          () => other.sees(COLOUR_AT.x, COLOUR_AT.y),
          (seen) => seen === "red",
          LIMIT_MS,
        );
        await meeting.command(STOP);
        await untilState(undefined);
      });
    });
  },
});

/** Of every process that this account may look at. */
async function commandLines(): Promise<string[]> {
  const lines: string[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const line = await Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => "");
    // The test's own receiver of SRT is told how to decrypt.
    if (line.includes("ffmpeg") && !line.includes("listen")) lines.push(line);
  }
  return lines;
}

async function codecsOf(file: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("ffprobe", {
    args: ["-v", "error", "-show_entries", "stream=codec_name,width,height", "-of", "json", file],
  }).output();
  const { streams } = JSON.parse(new TextDecoder().decode(stdout)) as {
    streams: { codec_name: string; width?: number; height?: number }[];
  };
  return streams.map(({ codec_name, width, height }) =>
    width ? `${codec_name} ${width}x${height}` : codec_name
  );
}

/** Between two pictures, by the times that they are to be shown at. */
async function longestStepMs(file: string): Promise<number> {
  const { stdout } = await new Deno.Command("ffprobe", {
    args: [
      ..."-v error -select_streams v:0 -show_entries packet=pts_time -of csv=p=0".split(" "),
      file,
    ],
  }).output();
  const times = new TextDecoder().decode(stdout).split("\n").map((line) => parseFloat(line) * 1_000)
    .filter(Number.isFinite).toSorted((a, b) => a - b);
  const steps = times.slice(1).map((ms, index) => Math.round(ms - (times[index] ?? ms)));
  return times.length > 1 ? Math.max(...steps) : Infinity;
}

/** The streamer that has an encoder. */
async function streaming(stack: Stack): Promise<string> {
  return await until(
    "a streamer has a stream",
    () =>
      ["streamer-1", "streamer-2"].find((name) =>
        stack.process(name).lines.some((line) => line.includes("a live stream begins"))
      ) ?? "",
    Boolean,
    LIMIT_MS,
  );
}
