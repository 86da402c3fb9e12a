import { assertEquals } from "@std/assert";
import { Schedule } from "../../protocol/mod.ts";
import { DURATIONS, newDraft, OPENINGS, type PlanDraft, readDraft } from "./plan.ts";

const NOW = Date.parse("2026-11-21T11:20:00Z");
const SURROUNDINGS = { now: NOW, timeZones: ["Europe/Berlin", "America/New_York", "UTC"] };
const draft = (over: Partial<PlanDraft> = {}): PlanDraft => ({
  ...newDraft(NOW, "Europe/Berlin"),
  title: "Weekly",
  ...over,
});
const problemsOf = (over: Partial<PlanDraft>) => {
  const read = readDraft(draft(over), SURROUNDINGS);
  return "problems" in read ? read.problems : {};
};

Deno.test("a new plan is for the next half hour that gives some notice", () => {
  const { date, time } = newDraft(NOW, "Europe/Berlin");
  assertEquals([date, time], ["2026-11-21", "13:00"]);
  assertEquals(newDraft(Date.parse("2026-11-21T23:50:00Z"), "UTC").date, "2026-11-22");
});

Deno.test("a plan has its start in the zone chosen, and keeps what the form says", () => {
  const read = readDraft(
    draft({ title: " Weekly ", timeZone: "new york", passcode: " 482913 ", lobby: true }),
    SURROUNDINGS,
  );
  assertEquals(read, {
    plan: {
      title: "Weekly",
      schedule: {
        startsAt: Date.parse("2026-11-21T18:00:00Z"),
        durationMinutes: 30,
        timeZone: "America/New_York",
        opensMinutesBefore: 15,
        closesMinutesAfter: 1_440,
      },
      passcode: "482913",
      settings: { lobby: true, joinBeforeHost: true, encrypted: false },
    },
  });
});

Deno.test("each field says what is wrong with it", () => {
  assertEquals(problemsOf({ title: " " }), { title: "title" });
  assertEquals(problemsOf({ date: "" }), { date: "date" });
  assertEquals(problemsOf({ time: "" }), { time: "time" });
  assertEquals(problemsOf({ date: "2026-11-20" }), { date: "past" });
  assertEquals(problemsOf({ timeZone: "Atlantis" }), { timeZone: "timeZone" });
  assertEquals(problemsOf({ passcode: "12345" }), { passcode: "passcode" });
  assertEquals(problemsOf({ passcode: "  " }), {});
});

Deno.test("what goes on is no past meeting, and may be changed", () => {
  assertEquals(problemsOf({ time: "12:00", durationMinutes: 30 }), {});
  assertEquals(problemsOf({ time: "11:30", durationMinutes: 30 }), { date: "past" });
});

Deno.test("the server takes everything there is to choose", () => {
  for (const durationMinutes of DURATIONS) {
    for (const opensMinutesBefore of OPENINGS) {
      const read = readDraft(draft({ durationMinutes, opensMinutesBefore }), SURROUNDINGS);
      assertEquals(Schedule.safeParse("plan" in read && read.plan.schedule).success, true);
    }
  }
});
