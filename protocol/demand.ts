/** Owner → client: what the others need of what it sends. */
import { z } from "zod";
import { VideoCodecName } from "./codecs.ts";
import { ProducerId } from "./ids.ts";

/** Pictures that one client can be told of. */
export const MAX_WATCHED = 8;

/**
 * The whole of it each time. A layer nobody watches is not worth its upload: the client stops it at
 * its encoder. What is not named here, new tracks among it, is sent whole.
 */
export const Demand = z.object({
  codec: VideoCodecName.describe(
    "To send pictures with. Another one than before: those that are sent are opened anew.",
  ),
  watched: z.array(z.object({
    producerId: ProducerId,
    spatial: z.int().min(0).max(3).nullable().describe(
      "The highest spatial layer that anybody shows, 0 the smallest; null: nobody shows any.",
    ),
  })).max(MAX_WATCHED),
});
export type Demand = z.infer<typeof Demand>;
