/** What somebody says is read by others, and by nobody else. */
import { assertEquals } from "@std/assert";
import { Captioned, SAID_LIMIT_MS } from "../harness/captioned.ts";
import { commandRoom } from "../harness/meetings.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "./table.ts";

const SENTENCE = "we will meet again tomorrow morning at nine";
const OTHER = "the quick brown fox jumps over the lazy dog";

Deno.test({
  name: "captions: who speaks is written down for those who are there, when the meeting wants it",
  // The peers' DTLS keeps its retransmission timer for up to a second after it was stopped.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(context) {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 1, transcribers: 1 });
    await withTails(stack, async () => {
      await using meeting = await Captioned.meet(stack);
      const { ann, bob } = meeting;

      await context.step(
        "the words of two who speak at a time reach everybody, by name",
        async () => {
          await Promise.all([meeting.say(ann, SENTENCE), meeting.say(bob, OTHER, "rms")]);
          for (const reader of [ann, bob]) {
            await meeting.untilRead(reader, ann, SENTENCE, 0.7);
            await meeting.untilRead(reader, bob, OTHER, 0.5);
          }
        },
      );

      await context.step("in another breakout they are not read", async () => {
        await meeting.separate();
        const apartAt = Date.now();
        await meeting.say(ann, OTHER);
        await meeting.untilRead(ann, ann, OTHER);
        assertEquals(meeting.captionsOf(bob, ann, apartAt), []);
      });

      await context.step("what is said while captions are off nobody reads", async () => {
        await meeting.change({ captions: false });
        const offAt = Date.now();
        await meeting.say(ann, SENTENCE);
        await ann.untilSaid();
        await until(
          "nobody transcribes",
          () => meeting.voices("transcriber-1"),
          (voices) => voices === 0,
          SAID_LIMIT_MS,
        );
        assertEquals(meeting.captionsOf(ann, ann, offAt), []);
      });

      await context.step("an encrypted meeting has none, with a reason", async () => {
        const settings = { encrypted: true, captions: true };
        const reply = await commandRoom(stack, meeting.roomId, {
          type: "changeSettings",
          settings,
        });
        assertEquals(!reply.ok && reply.error.code, "encrypted");
      });
    });
  },
});
