import { assertEquals, assertRejects } from "@std/assert";
import type { RecordingDetails } from "../../../protocol/mod.ts";
import { Refusal } from "../../link/errors.ts";
import { fakeRecording } from "./fake_recording.ts";
import { createRecordingPage, isUnfinished } from "./recording_page.ts";
import type { RecordingApi } from "./recordings_api.ts";

const refused = (code: string) => new Refusal({ code, message: "" });
const unused = () => Promise.reject(new Error("Cannot answer: not expected"));

function fakeApi(more: Partial<RecordingApi>): RecordingApi {
  return {
    details: unused,
    link: unused,
    change: unused,
    repeat: unused,
    remove: unused,
    shares: unused,
    share: unused,
    revoke: unused,
    ...more,
  };
}

Deno.test("a shared recording asks for its password until it is right", async () => {
  const page = createRecordingPage((password) =>
    password === "right one"
      ? Promise.resolve({ details: fakeRecording(), api: fakeApi({}) })
      : Promise.reject(refused("wrong-passcode"))
  );
  await page.open();
  assertEquals(page.stage.peek(), { kind: "locked", isWrong: false });
  await page.open("wrong");
  assertEquals(page.stage.peek(), { kind: "locked", isWrong: true });
  await page.open("right one");
  assertEquals(page.stage.peek(), { kind: "open" });
  page.dispose();
});

Deno.test("a key that has expired is replaced by another, and the question asked again", async () => {
  let opened = 0;
  const page = createRecordingPage(() => {
    const number = ++opened;
    return Promise.resolve({
      details: fakeRecording(),
      api: fakeApi({
        shares: () =>
          number === 1 ? Promise.reject(refused("invalid-token")) : Promise.resolve({ shares: [] }),
      }),
    });
  });
  await page.open();
  assertEquals(await page.api.shares(), { shares: [] });
  assertEquals(opened, 2);
  await assertRejects(() => page.api.revoke("s1"), Error, "not expected");
  assertEquals(opened, 2, "other failures open nothing anew");
  page.dispose();
});

Deno.test("what cannot be opened says why; what is deleted is gone", async () => {
  const failing = createRecordingPage(() => Promise.reject(refused("forbidden")));
  await failing.open();
  assertEquals(failing.stage.peek(), { kind: "problem", problem: "forbidden" });

  const page = createRecordingPage(() =>
    Promise.resolve({
      details: fakeRecording(),
      api: fakeApi({ remove: () => Promise.resolve() }),
    })
  );
  await page.open();
  await page.remove();
  assertEquals(page.stage.peek(), { kind: "deleted" });
});

Deno.test("a recording is looked at again for as long as something of it is to come", () => {
  const unfinished = (more: Partial<RecordingDetails>) => isUnfinished(fakeRecording(more));
  assertEquals(unfinished({}), false);
  assertEquals(
    unfinished({ status: { state: "processing", percent: null, etaMs: null } }),
    true,
  );
  assertEquals(unfinished({ jobs: [{ kind: "transcribe", state: "running" }] }), true);
  assertEquals(unfinished({ jobs: [{ kind: "compose", state: "done" }] }), false);
});

Deno.test("work that failed is asked for again, and then waited for", async () => {
  const failed = fakeRecording({ status: { state: "failed", reason: "It did not work." } });
  const waiting = fakeRecording({ status: { state: "processing", percent: null, etaMs: null } });
  const asked: string[] = [];
  const page = createRecordingPage(() =>
    Promise.resolve({
      details: failed,
      api: fakeApi({
        repeat(job) {
          asked.push(job);
          return Promise.resolve(waiting);
        },
      }),
    })
  );
  await page.open();
  await page.repeat("compose");
  assertEquals([asked, page.details.peek()?.status.state], [["compose"], "processing"]);
  page.dispose();
});
