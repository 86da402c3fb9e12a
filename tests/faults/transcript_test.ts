/** A recording is written down, though the transcriber that does it dies in the middle. */
import { assert, assertEquals } from "@std/assert";
import { decode } from "../../kit/mod.ts";
import { Transcript } from "../../protocol/mod.ts";
import { loudSpan } from "../harness/recorded_speech.ts";
import { speak, understood } from "../harness/speech.ts";
import { TranscribedRecording } from "../harness/transcribed_recording.ts";
import { until } from "../harness/until.ts";

const STARTED_AT = Date.UTC(2026, 10, 21, 9);
const END_MS = 150_000;
/** Nothing is kept meanwhile, and it takes no time of the video. */
const PAUSE = { fromMs: 100_000, toMs: 120_000 };
const SENTENCE = "we will meet again tomorrow morning at nine";
const OTHER = "the quick brown fox jumps over the lazy dog";
/** By so much a transcript's times may be wrong, and so much of the words has to be right. */
const TIME_ERROR_MS = 300;
const UNDERSTOOD = 0.5;
const LIMIT_MS = 60_000;
/** Names at the end; what the recorder was told is another one for Bob. */
const PEOPLE = [{ peerId: "p-ann", name: "Ann" }, { peerId: "p-bob", name: "Bob <b>" }];

Deno.test({
  name: "a recording is written down by name and time, though its transcriber is killed",
  // A client's last answers may come after it was closed.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(context) {
    const [sentence, other] = await Promise.all([speak(SENTENCE), speak(OTHER, "rms")]);
    // More than a minute apart, so that each is a piece of its own.
    const said = [
      { peerId: "p-ann", atMs: 2_000, frames: sentence, text: SENTENCE },
      { peerId: "p-bob", atMs: 3_000, frames: other, text: OTHER },
      { peerId: "p-ann", atMs: 66_000, frames: other, text: OTHER },
      { peerId: "p-ann", atMs: 130_000, frames: sentence, text: SENTENCE },
    ];
    const sayings = (peerId: string) => said.filter((one) => one.peerId === peerId);
    await using recording = await TranscribedRecording.open({
      roomId: "room-of-speech",
      startedAt: STARTED_AT,
      endMs: END_MS,
      speakers: [
        { peerId: "p-ann", name: "Ann", sayings: sayings("p-ann") },
        { peerId: "p-bob", name: "Guest", sayings: sayings("p-bob") },
      ],
      events: [
        { at: STARTED_AT + 90_000, kind: "highlight", label: "Decided" },
        { at: STARTED_AT + PAUSE.fromMs, kind: "paused" },
        { at: STARTED_AT + PAUSE.toMs, kind: "resumed" },
      ],
    });
    await recording.putJob(PEOPLE);

    await context.step("the one who has it is killed, the other does nothing again", async () => {
      const some = ({ size }: { size: number }) => size > 0;
      await until("a piece is stored", () => recording.pieces(), some, LIMIT_MS);
      await recording.killHolder(LIMIT_MS);
      const finished = await recording.pieces();
      const again = new Set<string>();
      await until(
        "the job is over",
        async () => {
          for (const [name, writtenAt] of await recording.pieces()) {
            if ((finished.get(name) ?? writtenAt) !== writtenAt) again.add(name);
          }
          return await recording.jobsLeft();
        },
        (left) => left === 0,
        LIMIT_MS,
      );
      assertEquals([...again], []);
      assertEquals((await recording.pieces()).size, 0, "nothing unfinished is left");
      assertEquals((await recording.said()).at(-1), {
        type: "JobEnded",
        job: "transcribe",
        outcome: "done",
      });
    });

    await context.step("names, times and words are right", async () => {
      const transcript = Transcript.parse(decode(await recording.asset("transcript")));
      const { utterances, language, highlights } = transcript;
      assertEquals(language, "en");
      assertEquals(utterances.map(({ peerId }) => peerId), said.map(({ peerId }) => peerId));
      for (const [at, { name, startMs, endMs, text, peerId }] of utterances.entries()) {
        const { frames = [], text: words = "", atMs = 0 } = said[at] ?? {};
        const { fromMs, toMs } = await loudSpan(frames);
        const pausedMs = atMs > PAUSE.toMs ? PAUSE.toMs - PAUSE.fromMs : 0;
        const [early, late] = [startMs - atMs - fromMs + pausedMs, endMs - atMs - toMs + pausedMs];
        assert(Math.abs(early) <= TIME_ERROR_MS, `"${text}" begins ${early} ms late`);
        assert(Math.abs(late) <= TIME_ERROR_MS, `"${text}" ends ${late} ms late`);
        assert(understood(words, text) >= UNDERSTOOD, `"${words}" is not "${text}"`);
        assertEquals(name, PEOPLE.find((person) => person.peerId === peerId)?.name);
      }
      assertEquals(highlights, [
        { atMs: 70_000, endMs: 100_000, kind: "marked", score: 1, label: "Decided" },
      ]);
    });

    await context.step("it is there as captions", async () => {
      const captions = new TextDecoder().decode(await recording.asset("captions"));
      assert(captions.startsWith("WEBVTT\nLanguage: en\n\n00:00:0"), captions);
      assertEquals(captions.match(/<v Ann>/g)?.length, 3);
      assertEquals(captions.match(/<v Bob &lt;b&gt;>/g)?.length, 1);
    });
  },
});
