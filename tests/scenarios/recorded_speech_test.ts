/** What is said in a recorded meeting can be read afterwards: recorder, projector and transcriber are real. */
import { assert } from "@std/assert";
import { ManifestLog } from "../../kit/mod.ts";
import {
  AssetLink,
  RecordingDetails,
  recordingId,
  RecordingsPage,
  Transcript,
} from "../../protocol/mod.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import { askRecordings } from "../harness/recordings_api.ts";
import { loudSpan } from "../harness/recorded_speech.ts";
import { speak, understood } from "../harness/speech.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "./table.ts";

const SENTENCE = "we will meet again tomorrow morning at nine";
const OTHER = "the quick brown fox jumps over the lazy dog";
const LIMIT_MS = 30_000;
/** Written down by a busy machine. */
const WRITTEN_LIMIT_MS = 90_000;
/** From where a word begins to where an engine says that it does. */
const TIME_ERROR_MS = 1_000;
const UNDERSTOOD = 0.5;

Deno.test({
  name: "recording: what two people say is written down under their names, in the video's time",
  // The peers' DTLS keeps its retransmission timer for up to a second after it was stopped.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const [sentence, other] = await Promise.all([speak(SENTENCE), speak(OTHER, "rms")]);
    await using stack = await Stack.start({
      controlHosts: 1,
      mediaNodes: 1,
      recorders: 1,
      transcribers: 1,
    });
    await withTails(stack, async () => {
      const gateway = stack.gateway();
      const ticket = await createMeeting(gateway);
      const guest = await requestTicket(gateway, ticket.code);
      const join = { gateway, sources: ["mic"], speaks: true } as const;
      await using ann = await Participant.join({ ...join, ticket, name: "Ann" });
      await using bob = await Participant.join({ ...join, ticket: guest, name: "Bob" });
      await Promise.all([ann.untilConnected(), bob.untilConnected()]);
      const manifests = await ManifestLog.open(stack.bus, { reader: "harness", replicas: 1 });
      const id = recordingId(ticket.roomId, 1);
      const command = (type: "startRecording" | "stopRecording") =>
        ann.socket.request("command", { command: { type } });

      const untilKept = (sinceMs: number) =>
        until(
          "both voices are kept",
          async () =>
            new Set((await manifests.read(id)).flatMap(({ body }) =>
              body.type === "SegmentClosed" && body.segment.endMs >= sinceMs
                ? [body.segment.track]
                : []
            )).size,
          (tracks) =>
            tracks === 2,
          LIMIT_MS,
        );

      await command("startRecording");
      await untilKept(0);
      ann.say(sentence);
      bob.say(other);
      await Promise.all([ann.untilSaid(), bob.untilSaid()]);
      await untilKept(Date.now());
      await command("stopRecording");

      const key = ticket.hostKey ?? "";
      const details = await until(
        "the recording is written down",
        async () => RecordingDetails.parse(await askRecordings(gateway, key, `/${id}`)),
        ({ jobs }) => jobs.some(({ kind, state }) => kind === "transcribe" && state === "done"),
        WRITTEN_LIMIT_MS,
      );
      const link = AssetLink.parse(
        await askRecordings(gateway, key, `/${id}/links`, "POST", { kind: "transcript" }),
      );
      const { utterances } = Transcript.parse(
        await (await fetch(new URL(link.url, gateway.httpUrl))).json(),
      );
      for (
        const [name, speaker, frames, words] of [
          ["Ann", ann, sentence, SENTENCE],
          ["Bob", bob, other, OTHER],
        ] as const
      ) {
        const own = utterances.filter((one) => one.name === name);
        assert(understood(words, own.map(({ text }) => text).join(" ")) >= UNDERSTOOD, name);
        const { fromMs } = await loudSpan(frames);
        const wordAt = (speaker.saidAt ?? NaN) + fromMs;
        const lateMs = details.startedAt + (own[0]?.startMs ?? NaN) - wordAt;
        assert(Math.abs(lateMs) <= TIME_ERROR_MS, `${name} begins ${lateMs} ms late`);
      }
      const [word = ""] = (utterances[0]?.text ?? "").match(/[a-z]{5,}/g) ?? [];
      await until(
        `it is found by "${word}"`,
        async () => RecordingsPage.parse(await askRecordings(gateway, key, `?q=${word}`)),
        ({ recordings }) => recordings[0]?.matches?.[0]?.text.includes(word) ?? false,
        LIMIT_MS,
      );
    });
  },
});
