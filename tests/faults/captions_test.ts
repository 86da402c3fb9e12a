/** Captions go on when the process that writes them dies, and when the room's owner does. */
import { Captioned, SAID_LIMIT_MS } from "../harness/captioned.ts";
import { Stack } from "../harness/stack.ts";
import { withTails } from "../scenarios/table.ts";
import { ownerOf, untilAdopted } from "./owner.ts";

const SENTENCE = "we will meet again tomorrow morning at nine";
const OTHER = "the quick brown fox jumps over the lazy dog";

Deno.test({
  name: "captions come back by another transcriber, and by another owner",
  // The peers' DTLS keeps its retransmission timer for up to a second after it was stopped.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(context) {
    await using stack = await Stack.start({
      controlHosts: 2,
      gateways: 1,
      mediaNodes: 1,
      transcribers: 2,
    });
    await withTails(stack, async () => {
      await using meeting = await Captioned.meet(stack);
      const { ann, bob } = meeting;
      const writer = await meeting.untilHeard();

      await context.step("the transcriber is killed while somebody speaks", async () => {
        await meeting.say(ann, SENTENCE);
        await stack.kill(writer);
        await meeting.untilHeard(writer);
        await meeting.sayUntilRead({ reader: bob, speaker: ann, sentence: OTHER });
      });

      await context.step("the owner is killed", async () => {
        const owner = await ownerOf(stack, meeting.roomId);
        await stack.kill(owner);
        await untilAdopted(stack, [meeting.roomId], owner, SAID_LIMIT_MS);
        await meeting.untilHeard(writer);
        const words = { reader: ann, speaker: bob, sentence: SENTENCE, voice: "rms" } as const;
        await meeting.sayUntilRead(words);
      });
    });
  },
});
