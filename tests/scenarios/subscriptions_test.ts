/** What is sent to whom: what nobody shows is not asked for, and of many microphones those that matter are heard. */
import { assertEquals } from "@std/assert";
import { LAST_N } from "../../control/room/mod.ts";
import { producerId, type TrackKey } from "../../protocol/mod.ts";
import { LightSession } from "../harness/light_session.ts";
import { createMeeting, requestTicket } from "../harness/meetings.ts";
import { Participant } from "../harness/participant.ts";
import type { Gateway } from "../harness/stack.ts";
import { SyntheticTrack } from "../harness/synthetic_track.ts";
import { until, untilRisen } from "../harness/until.ts";
import { type Scenario, scenarios } from "./table.ts";

/** Enough to know that a stream flows. */
const PACKETS = 5;
/** No packet within this: it does not flow. */
const QUIET_MS = 600;
const LIMIT_MS = 30_000;
/** In dB below full scale. */
const LOUD = 20;
/** Above what a participant's own tracks take. */
const LIGHT_SSRC = 0x7000_0000;

const list: Scenario[] = [
  {
    name: "a picture nobody shows is not asked for after a while, and at once when somebody does",
    async run(stack) {
      const host = await createMeeting(stack.gateway(0), "Watched");
      await using ada = await Participant.join({
        gateway: stack.gateway(0),
        ticket: host,
        encodes: ["opus", "vp8"],
      });
      const cam = producerId(ada.peerId, "cam");
      const demanded = () => ada.demand;
      const told = await until(
        "it is told what to send",
        demanded,
        (demand) => demand !== undefined,
      );
      assertEquals(told?.codec, "vp8");
      await until(
        "alone it sends for nobody",
        demanded,
        (demand) =>
          demand?.watched.some(({ producerId, spatial }) =>
            producerId === cam && spatial === null
          ) ?? false,
        LIMIT_MS,
      );

      const ticket = await requestTicket(stack.gateway(1), host.code);
      await using ben = await Participant.join({ gateway: stack.gateway(1), ticket, sources: [] });
      await until("who comes wants all", demanded, (demand) => demand?.watched.length === 0);
      await untilRisen("ben sees ada", () => ben.packetsFrom(ada, "cam"), PACKETS);
      await ben.show([]);
      await until(
        "nobody looks",
        demanded,
        (demand) => demand?.watched[0]?.spatial === null,
        LIMIT_MS,
      );
      await ben.show("all");
      await until("somebody looks again", demanded, (demand) => demand?.watched.length === 0);
    },
  },
  {
    name: `of more than ${LAST_N} open microphones those are heard that spoke or were opened last`,
    async run(stack) {
      const gateway = stack.gateway(0);
      const host = await createMeeting(gateway, "Crowd");
      await using ada = await Participant.join({
        gateway,
        ticket: host,
        sources: ["mic"],
        speaks: true,
      });
      const join = async () => ({ gateway, ticket: await requestTicket(gateway, host.code) });
      await using ben = await Participant.join({ ...await join(), sources: [] });
      const heard = () => ben.packetsFrom(ada, "mic");
      await untilRisen("ben hears ada while few are there", heard, PACKETS);

      await using crowd = new AsyncDisposableStack();
      for (let i = 0; i < LAST_N; i++) crowd.use(await openMic(gateway, host.code, i));
      await until(
        "ada is silent among many",
        async () => {
          const before = heard();
          await quiet();
          return heard() - before;
        },
        (risen) => risen === 0,
        LIMIT_MS,
      );

      ada.raiseVoice("mic", LOUD);
      const before = heard();
      await until("ben hears ada speak", heard, (now) => now >= before + PACKETS, LIMIT_MS);
    },
  },
];

/** Somebody with an open microphone and nothing to say. */
async function openMic(gateway: Gateway, code: string, index: number): Promise<LightSession> {
  const session = await LightSession.join(gateway, await requestTicket(gateway, code));
  // Of a busy node the answer to `join` may know nothing yet.
  const generation = await until("it has media", () => session.generation, Boolean, LIMIT_MS);
  const key: TrackKey = "mic";
  const { rtpParameters } = new SyntheticTrack("mic", { key, ssrc: LIGHT_SSRC + index });
  const producers = [{ key, source: "mic" as const, rtpParameters, paused: false }];
  await session.socket.request("publish", { publish: { generation, transports: [], producers } });
  return session;
}

const quiet = () => new Promise((resolve) => setTimeout(resolve, QUIET_MS));

scenarios("subscriptions", list);
