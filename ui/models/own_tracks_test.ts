import { assertEquals } from "@std/assert";
import { batch, signal } from "@preact/signals";
import { EMPTY_MEETING, type PeerView, producerId, type Right } from "../../protocol/mod.ts";
import { peerOf } from "../link/fake_wire.ts";
import { FakeTrack } from "../link/fake_track.ts";
import type { LocalTrack } from "../link/tracks.ts";
import type { DeviceState } from "./devices.ts";
import type { OwnCommand } from "./own_producers.ts";
import { createOwnTracks } from "./own_tracks.ts";
import type { Roster } from "./roster.ts";

const MIC = producerId("me", "mic");
const micOf = (paused: boolean): PeerView => ({
  ...peerOf("me"),
  producers: [{ id: MIC, source: "mic", paused }],
});
const rosterOf = (self: PeerView): Roster => ({
  epoch: 1,
  rev: 1,
  title: "",
  peers: [self],
  meeting: EMPTY_MEETING,
});

function setUp() {
  const state = (kind: "audio" | "video"): DeviceState => ({
    isOn: true,
    isStarting: false,
    raw: null,
    track: new FakeTrack(kind, kind),
    device: { id: kind, label: kind, facing: "user" },
    problem: null,
  });
  const microphone = signal(state("audio"));
  const camera = signal(state("video"));
  const self = signal<PeerView | undefined>(undefined);
  const rights = signal<ReadonlySet<Right> | undefined>(undefined);
  const isCameraHeld = signal(false);
  const locals = new Map<string, LocalTrack>();
  const commands: OwnCommand[] = [];
  let shareStops = 0;
  const own = createOwnTracks({
    selfId: "me",
    self,
    rights,
    devices: {
      microphone,
      camera,
      turnOff(kind) {
        const device = kind === "microphone" ? microphone : camera;
        const track = kind === "microphone" ? device.peek().track : null;
        device.value = { ...device.peek(), isOn: false, track };
      },
    },
    isCameraHeld,
    screens: { shared: signal(null), stop: () => shareStops++ },
    session: {
      locals,
      setLocal: (local) => void locals.set(local.key, local),
      removeLocal: (key) => void locals.delete(key),
    },
    tell: (command) => {
      commands.push(command);
      return Promise.resolve();
    },
  });
  return {
    own,
    self,
    rights,
    microphone,
    camera,
    isCameraHeld,
    locals,
    commands,
    shareStops: () => shareStops,
  };
}

Deno.test("who is muted by another is muted here too, and does not tell the room the contrary", () => {
  const { own, self, microphone, commands } = setUp();
  self.value = micOf(false);
  const change = {
    type: "ProducerPausedChanged" as const,
    peerId: "me",
    producerId: MIC,
    paused: true,
    by: "ada",
  };
  const [before, after] = [rosterOf(micOf(false)), rosterOf(micOf(true))];
  batch(() => {
    self.value = micOf(true);
    assertEquals(own.heard({ change, before, after }), "mic");
  });
  assertEquals([microphone.value.isOn, commands], [false, []]);
  own.dispose();
});

Deno.test("a mute that only a snapshot shows is given way to as well", () => {
  const { own, microphone } = setUp();
  const [before, after] = [rosterOf(micOf(false)), rosterOf(micOf(true))];
  assertEquals(own.heard({ change: null, before, after }), "mic");
  assertEquals(microphone.value.isOn, false);
  assertEquals(own.heard({ change: null, before, after }), undefined); // Muted already.
  own.dispose();
});

Deno.test("what may not be sent is not, and a stopped camera is let go", () => {
  const { own, rights, camera, microphone, locals } = setUp();
  assertEquals([...locals.keys()], ["mic", "cam"]);
  rights.value = new Set<Right>(["video"]);
  assertEquals([[...locals.keys()], microphone.value.isOn], [["cam"], false]);
  const roster = rosterOf(peerOf("me"));
  const change = {
    type: "ProducerClosed" as const,
    peerId: "me",
    producerId: producerId("me", "cam"),
  };
  assertEquals(own.heard({ change, before: roster, after: roster }), "cam");
  assertEquals([[...locals.keys()], camera.value.track], [[], null]);
  own.dispose();
});

Deno.test("of a track that somebody named has stopped only the tidings tell", () => {
  const { own, camera, locals } = setUp();
  const roster = rosterOf(peerOf("me"));
  const change = {
    type: "ProducerClosed" as const,
    peerId: "me",
    producerId: producerId("me", "cam"),
    by: "ada",
  };
  assertEquals(own.heard({ change, before: roster, after: roster }), undefined);
  assertEquals([[...locals.keys()], camera.value.track], [["mic"], null]);
  own.dispose();
});

Deno.test("a camera that the network can't carry is on and not sent, and comes back", () => {
  const { own, camera, isCameraHeld, locals } = setUp();
  isCameraHeld.value = true;
  assertEquals(locals.get("cam")?.track, null);
  assertEquals(locals.get("cam")?.paused, true);
  assertEquals(camera.value.isOn, true);
  assertEquals(locals.get("mic")?.paused, false);
  isCameraHeld.value = false;
  assertEquals(locals.get("cam")?.track, camera.value.track);
  assertEquals(locals.get("cam")?.paused, false);
  own.dispose();
});
