import { assertEquals } from "@std/assert";
import { MemoryBroker, silentLogger, systemClock } from "../../kit/mod.ts";
import { poll, STATE_LIMIT_MS } from "../../kit/testing/poll.ts";
import {
  RoomSignal,
  subjects,
  type TapInfo,
  type TranscriberBeat,
  TranscriberEnvelope,
} from "../../protocol/mod.ts";
import type { EffectContext } from "../actor/mod.ts";
import { type Command, type Room, wantedTaps } from "../room/mod.ts";
import { CREATED, given, joined, opened, placed } from "../room/testing/given.ts";
import { RoomCaptions } from "./room_captions.ts";
import { TranscriberDirectory } from "./transcriber_directory.ts";

const RTP = { codecs: [{ mimeType: "audio/opus", payloadType: 100, clockRate: 48_000 }] };
const SRTP = { suite: "AEAD_AES_128_GCM", key: new Uint8Array(28).toBase64() } as const;

/** A room whose owner captions it, nodes that hold whatever is wanted, and transcribers of the test's. */
async function scene() {
  const broker = new MemoryBroker();
  const [bus, others] = [broker.connect(), broker.connect()];
  const quiet = given(CREATED, placed(), joined("a"), joined("b"), opened("a"));
  const settings = { ...quiet.meeting.settings, captions: true };
  const world = { room: { ...quiet, meeting: { ...quiet.meeting, settings } } as Room };
  const taps = new Map<string, TapInfo>();
  const abort = new AbortController();
  const context: EffectContext<Room, Command> = {
    actorId: "r1",
    epoch: 3,
    signal: abort.signal,
    state: () => world.room,
    submit: () => Promise.reject(new Error("Captions tell the room nothing")),
  };
  let captions: RoomCaptions | undefined = undefined;
  const transcribers = new TranscriberDirectory({
    bus,
    clock: systemClock,
    onChanged: () => captions?.lookAnew(),
  });
  const decided = () => {
    const tappers = { captions: captions?.tapper ?? null, recording: null, live: null };
    const { steps, undecided } = wantedTaps(world.room, "active", tappers);
    if (undecided.length > 0) return;
    taps.clear();
    for (const { tapId: id, producerId } of steps.values()) {
      taps.set(id, { id, producerId, srtp: SRTP, rtpParameters: RTP });
    }
    captions?.look();
  };
  captions = new RoomCaptions(
    {
      bus,
      clock: systemClock,
      logger: silentLogger(),
      newId: () => crypto.randomUUID(),
      transcribers,
    },
    context,
    { held: () => ({ taps }), decided },
  );
  const heard: string[] = [];
  others.subscribe(subjects.roomSignal("r1"), {}, ({ body }) => {
    const { signal } = RoomSignal.parse(body);
    if (signal.type === "caption") heard.push(signal.text);
  });

  const enlist = (id: string, voices = 0) => {
    const asked: string[][] = [];
    const stops: string[] = [];
    const subject = subjects.transcriberCommand(id);
    const subscription = others.subscribe(subject, {}, (message) => {
      const { body } = TranscriberEnvelope.parse(message.body);
      if (body.type === "transcribe") {
        asked.push(body.voices?.map(({ peerId }) => peerId) ?? []);
      } else stops.push(body.type);
      message.respond({ v: 1, ok: true, listener: { ip: "10.0.0.7", port: 4_000, srtp: SRTP } });
    });
    const beat: TranscriberBeat = {
      v: 1,
      transcriberId: id,
      bootId: `boot-of-${id}`,
      at: 0,
      draining: false,
      voices,
      voicesMax: 8,
    };
    others.publish(subjects.transcriberBeat(id), beat);
    return { asked, stops, die: () => subscription.unsubscribe() };
  };
  const say = (transcriberId: string, text: string, epoch = 3) => {
    const caption = { peerId: "a", utteranceId: "u", text, isFinal: true, at: 1 };
    const message = { v: 1, roomId: "r1", epoch, transcriberId, caption };
    others.publish(subjects.roomCaption("r1"), message);
  };
  await Promise.all([bus.flush(), others.flush()]);
  return {
    world,
    captions,
    transcribers,
    heard,
    enlist,
    say,
    async [Symbol.asyncDispose]() {
      abort.abort();
      captions?.close();
      await transcribers[Symbol.asyncDispose]();
      await bus.close();
      await others.close();
    },
  };
}

Deno.test("a transcriber gets the voices, and what it says is told; what others say is not", async () => {
  await using given = await scene();
  const writer = given.enlist("t1");
  await poll("t1 has the voice", STATE_LIMIT_MS, () => writer.asked.at(-1)?.join() === "a");
  given.say("t2", "not asked");
  given.say("t1", "of an owner before", 2);
  given.say("t1", "hello");
  await poll("it is told", STATE_LIMIT_MS, () => given.heard.length > 0);
  assertEquals(given.heard, ["hello"]);
});

Deno.test("another is asked when one is gone, and none when nothing is to be written", async () => {
  await using given = await scene();
  const first = given.enlist("t1");
  await poll("t1 has the voice", STATE_LIMIT_MS, () => first.asked.at(-1)?.join() === "a");
  const second = given.enlist("t2", 3);
  await first.die();
  given.transcribers.suspect("t1");
  await poll("t2 has the voice", STATE_LIMIT_MS, () => second.asked.at(-1)?.join() === "a");
  const { meeting } = given.world.room;
  const settings = { ...meeting.settings, encrypted: true };
  given.world.room = { ...given.world.room, meeting: { ...meeting, settings } };
  given.captions.look();
  await poll("t2 is told to stop", STATE_LIMIT_MS, () => second.stops.length === 1);
  assertEquals(given.captions.tapper, null);
});
