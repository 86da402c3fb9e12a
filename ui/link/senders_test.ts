import { assertEquals } from "@std/assert";
import type { types } from "mediasoup-client";
import { FakeTrack } from "./fake_track.ts";
import { Senders, type Sent, SMALLEST_FIRST_MS } from "./senders.ts";
import type { LocalTrack } from "./tracks.ts";

const cam = (track: MediaStreamTrack | null): LocalTrack => ({
  key: "cam",
  source: "cam",
  track,
  paused: track === null,
});
const id = (sent: FakeSent | undefined) => sent?.track?.id ?? null;

/** A producer in memory; changes of its track take a turn of the event loop, as in a browser. */
class FakeSent implements Sent {
  track: MediaStreamTrack | null;
  isClosed = false;
  readonly onWire: (string | null)[] = [];
  parameters: RTCRtpSendParameters = {
    codecs: [],
    encodings: [{}],
    headerExtensions: [],
    rtcp: {},
    transactionId: "1",
  };
  readonly rtpSender = {
    getParameters: () => structuredClone(this.parameters),
    setParameters: (parameters: RTCRtpSendParameters) => {
      this.parameters = parameters;
      return Promise.resolve();
    },
  };

  constructor(track: MediaStreamTrack | null) {
    this.track = track;
  }

  async replaceTrack({ track }: { track: MediaStreamTrack | null }): Promise<void> {
    await Promise.resolve();
    this.track = track;
    this.onWire.push(track?.id ?? null);
  }

  close(): void {
    this.isClosed = true;
  }
}

function setUp(isInUse: boolean) {
  const sent: FakeSent[] = [];
  const said: string[] = [];
  const negotiated = Promise.withResolvers<void>();
  const wasQuiet: boolean[] = [];
  const later: { ms: number; run: () => void }[] = [];
  const senders = new Senders({
    produce: async ({ track, onRtpSender }: types.ProducerOptions) => {
      wasQuiet.push(onRtpSender !== undefined);
      await negotiated.promise;
      const made = new FakeSent(track ?? null);
      sent.push(made);
      return made;
    },
    codecs: [],
    publication: {
      expect: () => () => {},
      addProducer: ({ key }) => said.push(key),
      setPaused: () => {},
      drop: () => {},
    },
    isInUse,
    later: (ms, run) => {
      later.push({ ms, run });
      return () => later.splice(0);
    },
  });
  return { senders, sent, said, wasQuiet, later, negotiate: () => negotiated.resolve() };
}

Deno.test("a plane that stands by holds its tracks back from the first packet on", async () => {
  const { senders, sent, wasQuiet, negotiate } = setUp(false);
  negotiate();
  await senders.set(cam(new FakeTrack("front")));
  assertEquals([wasQuiet, id(sent[0])], [[true], null]);
});

Deno.test("a plane taken into use sends what there is by then, without another negotiation", async () => {
  const { senders, sent, negotiate } = setUp(false);
  negotiate();
  await senders.set(cam(new FakeTrack("front")));
  await senders.set(cam(new FakeTrack("back")));
  senders.use(true);
  await Promise.resolve();
  await Promise.resolve();
  assertEquals([sent.length, id(sent[0])], [1, "back"]);
});

Deno.test("a plane taken into use while a track is negotiated sends it afterwards", async () => {
  const { senders, sent, negotiate } = setUp(false);
  const set = senders.set(cam(new FakeTrack("front")));
  senders.use(true);
  negotiate();
  await set;
  assertEquals(id(sent[0]), "front");
});

Deno.test("the newest wish counts, however many came while one was carried out", async () => {
  const { senders, sent, negotiate } = setUp(true);
  const set = senders.set(cam(new FakeTrack("front")));
  senders.set(cam(null));
  senders.set(cam(new FakeTrack("back")));
  negotiate();
  await set;
  assertEquals([sent.length, sent[0]?.onWire], [1, ["back"]]);
});

Deno.test("a track that has ended is not sent, and a removed one is closed", async () => {
  const { senders, sent, negotiate } = setUp(true);
  negotiate();
  const ended = new FakeTrack("front");
  ended.stop();
  await senders.set(cam(ended));
  assertEquals(sent.length, 0);
  await senders.set(cam(new FakeTrack("back")));
  await senders.remove("cam");
  assertEquals(sent[0]?.isClosed, true);
});

Deno.test("what a shared screen is sent for changes on its sender, without another negotiation", async () => {
  const { senders, sent, negotiate } = setUp(true);
  negotiate();
  const screen: LocalTrack = {
    key: "screen-1",
    source: "screen",
    track: new FakeTrack("screen"),
    paused: false,
    style: "text",
  };
  await senders.set(screen);
  const styled = () => {
    const { degradationPreference, encodings } = sent[0]?.parameters ?? {};
    return [sent.length, degradationPreference, encodings?.[0]?.maxFramerate];
  };
  assertEquals(styled(), [1, "maintain-resolution", 15]);
  await senders.set({ ...screen, style: "motion" });
  assertEquals(styled(), [1, "maintain-framerate", 30]);
});

Deno.test("another codec is negotiated beside the former, which goes on until then", async () => {
  const { senders, sent, negotiate } = setUp(true);
  negotiate();
  await senders.set(cam(new FakeTrack("front")));
  await senders.heed({ codec: "vp9", watched: [] });
  assertEquals(sent.map(({ isClosed }) => isClosed), [true, false]);
  await senders.heed({ codec: "vp9", watched: [] });
  assertEquals(sent.length, 2, "once");
});

Deno.test("layers that nobody shows stop, also on a plane that stands by", async () => {
  const { senders, sent, negotiate } = setUp(false);
  negotiate();
  await senders.set(cam(new FakeTrack("front")));
  const active = () => sent[0]?.parameters.encodings[0]?.active;
  await senders.heed({ codec: "vp8", watched: [{ producerId: "p:cam", spatial: null }] });
  assertEquals(active(), false);
  senders.use(true);
  await Promise.resolve();
  await Promise.resolve();
  assertEquals([id(sent[0]), active()], ["front", false], "whoever takes over sends no more");
  await senders.heed({ codec: "vp8", watched: [] });
  assertEquals(active(), true);
});

Deno.test("a plane taken into use sends the smallest layer alone for a moment", async () => {
  const { senders, sent, later, negotiate } = setUp(false);
  negotiate();
  await senders.set(cam(new FakeTrack("front")));
  const active = () => sent[0]?.parameters.encodings.map(({ active }) => active);
  const [standby] = sent;
  if (!standby) throw new Error("nothing was negotiated");
  standby.parameters.encodings = [{}, {}];
  await senders.heed({ codec: "vp8", watched: [{ producerId: "p:cam", spatial: null }] });
  assertEquals(active(), [false, false], "and nothing where nobody watches");
  await senders.heed({ codec: "vp8", watched: [] });
  assertEquals(active(), [true, false]);
  senders.use(true);
  senders.use(true);
  assertEquals(later.map(({ ms }) => ms), [SMALLEST_FIRST_MS]);
  later[0]?.run();
  await senders.heed({ codec: "vp8", watched: [] });
  assertEquals(active(), [true, true]);
  senders.use(false);
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  assertEquals(active(), [true, false]);
});

Deno.test("a plane that is in use from the start sends all of its layers", async () => {
  const { senders, sent, later, negotiate } = setUp(true);
  negotiate();
  await senders.set(cam(new FakeTrack("front")));
  await senders.heed({ codec: "vp8", watched: [] });
  assertEquals([sent[0]?.parameters.encodings, later], [[{}], []]);
});
