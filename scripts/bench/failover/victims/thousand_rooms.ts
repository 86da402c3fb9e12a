import { RoomEvent, type RoomId, subjects } from "../../../../protocol/mod.ts";
import { epochMs } from "../../../../tests/browser/probe/mod.ts";
import { ownerOf } from "../../../../tests/faults/owner.ts";
import { commandRoom } from "../../../../tests/harness/meetings.ts";
import { until } from "../../../../tests/harness/until.ts";
import { progress } from "../../report.ts";
import { watch } from "../recovery.ts";
import type { Victim } from "../round.ts";
import type { Scene } from "../scene.ts";

const ROOMS = 1_000;
/** Rooms that are made at a time. */
const AT_ONCE = 50;
const ADOPTED_LIMIT_MS = 15_000;
/** Hosts count on a newcomer only when they have known it for three seconds. */
const KNOWN_MS = 3_500;
/** Each takes a while to set up. */
const KILLS_MAX = 5;

const rooms: RoomId[] = [];

/** Kills a host that owns a thousand rooms, all at rest, until each has an owner again. */
export const thousandRooms: Victim = {
  name: "adopt1000Rooms",
  killsMax: KILLS_MAX,
  async strike(scene) {
    const [resident = ""] = scene.hosts;
    await gatherOn(scene, resident);
    const waiting = new Set(rooms);
    await using _events = scene.stack.bus.subscribe(subjects.roomEvent("*"), {}, ({ body }) => {
      const event = RoomEvent.safeParse(body);
      if (event.success && event.data.adopted) waiting.delete(event.data.roomId);
    });
    await scene.stack.bus.flush();
    const sinceMs = epochMs();
    scene.stack.process(resident).signal("SIGKILL");
    await until(
      "a thousand rooms have an owner",
      () => waiting.size,
      (left) => left === 0,
      ADOPTED_LIMIT_MS,
    );
    const tookMs = epochMs() - sinceMs;
    await scene.stack.restart(resident, scene.variables);
    return { adopt1000RoomsMs: [tookMs] };
  },
};

/** The others hand their rooms over when they are stopped; what is made then, and all else, is here. */
async function gatherOn(scene: Scene, resident: string): Promise<void> {
  const others = scene.hosts.filter((name) => name !== resident);
  for (const name of others) await scene.stack.kill(name, "SIGTERM");
  if (rooms.length === 0) await makeRooms(scene);
  for (let i = 0; i < rooms.length; i += AT_ONCE) {
    await Promise.all(rooms.slice(i, i + AT_ONCE).map((room) => ownerOf(scene.stack, room)));
  }
  for (const name of others) await scene.stack.restart(name, scene.variables);
  await watch(KNOWN_MS);
}

async function makeRooms(scene: Scene): Promise<void> {
  progress(`making ${ROOMS} rooms …`);
  while (rooms.length < ROOMS) {
    const batch = Array.from({ length: AT_ONCE }, () => `bench-${crypto.randomUUID()}`);
    await Promise.all(batch.map((room) => makeRoom(scene, room)));
    rooms.push(...batch);
  }
}

async function makeRoom(scene: Scene, roomId: RoomId): Promise<void> {
  await ownerOf(scene.stack, roomId);
  const code = String(Math.floor(Math.random() * 1e9)).padStart(9, "0");
  const reply = await commandRoom(scene.stack, roomId, { type: "create", code, title: "" });
  if (!reply.ok) throw new Error(`Cannot make a room: ${reply.error.message}`);
}
