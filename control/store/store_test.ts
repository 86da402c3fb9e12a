import { assertEquals, assertRejects } from "@std/assert";
import { silentLogger, systemClock } from "../../kit/mod.ts";
import { Store as Server } from "../../tests/harness/stores.ts";
import { until } from "../../tests/harness/until.ts";
import type { Schedule } from "../../protocol/mod.ts";
import { StoreUnavailableError } from "./errors.ts";
import type { Meeting } from "./meetings.ts";
import { migrate } from "./migrate.ts";
import { openStore } from "./store.ts";

// The migration library's loader keeps a handle open; its process ends right after.
const LEAKS = { sanitizeOps: false, sanitizeResources: false };

Deno.test(
  "the store keeps meetings and comes back after the database was away",
  LEAKS,
  async () => {
    await using server = await Server.startPostgres();
    await using store = openStore({ postgresUrl: server.url, clock: systemClock });
    assertEquals(
      await store.problem(),
      "Cannot use the database: its schema is not up to date",
    );
    await assertRejects(() => store.meetings.findByCode("012345678"), StoreUnavailableError);
    // Two hosts are set up at once: one migrates, the other waits for it.
    await Promise.all([1, 2].map(() => migrate(server.url, silentLogger())));
    assertEquals(await store.problem(), undefined);

    const meeting: Meeting = {
      roomId: "room-1",
      code: "012345678",
      title: "Größe 'x'; --",
      kind: "instant",
      schedule: undefined,
      passcodeHash: null,
      hostKeyHash: "hash",
      settings: { lobby: true, rights: { participant: ["chat"] } },
    };
    assertEquals(await store.meetings.insert(meeting), true);
    assertEquals(await store.meetings.insert({ ...meeting, roomId: "room-2" }), false);
    assertEquals(await store.meetings.findByCode("012345678"), meeting);
    assertEquals(await store.meetings.findByCode("999999999"), undefined);
    const schedule: Schedule = {
      startsAt: 1_800_000_000_000,
      durationMinutes: 45,
      timeZone: "Europe/Berlin",
      opensMinutesBefore: 15,
      closesMinutesAfter: null,
    };
    const planned: Meeting = {
      ...meeting,
      roomId: "room-3",
      code: "012345679",
      kind: "scheduled",
      schedule,
    };
    assertEquals(await store.meetings.insert(planned), true);
    const later = { ...schedule, startsAt: schedule.startsAt + 60_000 };
    await store.meetings.change(planned, { schedule: later, passcodeHash: "other" });
    assertEquals(await store.meetings.findByCode("012345679"), {
      ...planned,
      schedule: later,
      passcodeHash: "other",
    });

    await server.kill();
    await assertRejects(() => store.meetings.findByCode("012345678"), StoreUnavailableError);
    assertEquals(typeof await store.problem(), "string");
    await server.start();
    await until("the store is back", () => store.problem(), (problem) => problem === undefined);
    assertEquals(await store.meetings.findByCode("012345678"), meeting);
    await store.meetings.remove("room-1");
    assertEquals(await store.meetings.findByCode("012345678"), undefined);
  },
);
