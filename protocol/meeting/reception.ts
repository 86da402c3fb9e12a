/** What of the others' video a media node sends to one participant, as its network allows. */
import { z } from "zod";
import { ProducerId } from "../ids.ts";
import { Forwarding } from "../media.ts";

/** Said to one session: all video streams it is to get on one plane, the whole of it each time. */
export const Reception = z.object({
  type: z.literal("reception"),
  generation: z.int().positive().describe("The media placement whose plane this is about."),
  streams: z.array(z.object({ producerId: ProducerId, forwarding: Forwarding })),
});
export type Reception = z.infer<typeof Reception>;
