/** Captions go on when the media node dies that brought the voices. */
import { assertNotEquals } from "@std/assert";
import { Captioned } from "../harness/captioned.ts";
import { Stack } from "../harness/stack.ts";
import { until } from "../harness/until.ts";
import { withTails } from "../scenarios/table.ts";
import { nodeOf, untilSecured } from "./media.ts";

const OTHER = "the quick brown fox jumps over the lazy dog";
const MOVED_LIMIT_MS = 40_000;

Deno.test({
  name: "voices come to the transcriber by another media node when theirs is killed",
  // The peers' DTLS keeps its retransmission timer for up to a second after it was stopped.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using stack = await Stack.start({ controlHosts: 1, mediaNodes: 2, transcribers: 1 });
    await withTails(stack, async () => {
      await using meeting = await Captioned.meet(stack);
      const { ann, bob } = meeting;
      await untilSecured([ann, bob]);
      const [node, before] = [nodeOf(stack, ann), ann.generation];
      await stack.kill(node);
      await until("ann is moved", () => ann.generation, (now) => now > before, MOVED_LIMIT_MS);
      assertNotEquals(nodeOf(stack, ann), node);
      await meeting.untilHeard();
      await meeting.sayUntilRead({ reader: bob, speaker: ann, sentence: OTHER });
    });
  },
});
