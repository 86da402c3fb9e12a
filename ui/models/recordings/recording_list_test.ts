import { assertEquals } from "@std/assert";
import type { RecordingsPage, SearchRecordings } from "../../../protocol/mod.ts";
import { LinkDown } from "../../link/errors.ts";
import { fakeRecording } from "./fake_recording.ts";
import { createRecordingList, PAGE_RECORDINGS } from "./recording_list.ts";

const listed = (id: string) => {
  const { people: _, chapters: __, gaps: ___, consents: ____, assets, jobs, ...summary } =
    fakeRecording({ id });
  assertEquals([assets, jobs], [[], []]);
  return summary;
};

function setUp(answers: (RecordingsPage | Error)[], keys: readonly string[] = ["host-key"]) {
  const asked: SearchRecordings[] = [];
  const list = createRecordingList({
    keys: () => keys,
    search: (body) => {
      asked.push(body);
      const answer = answers.shift();
      if (!answer) throw new Error("Cannot answer: nothing more was expected");
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  return { list, asked, [Symbol.dispose]: list.dispose };
}

const page = (ids: readonly string[], next: string | null = null): RecordingsPage => ({
  recordings: ids.map(listed),
  next,
  refusedKeys: [],
});
/** A turn of the event loop: every promise of the model has gone on by then. */
const settled = () => new Promise<void>((resolve) => setTimeout(resolve));

Deno.test("recordings come page by page, each once", async () => {
  using world = setUp([page(["r-r3", "r-r2"], "c2"), page(["r-r2", "r-r1"])]);
  const { list, asked } = world;
  assertEquals(list.state.peek(), "loading");
  await settled();
  assertEquals(list.hasMore.peek(), true);
  list.more();
  await settled();
  assertEquals(list.recordings.peek().map(({ id }) => id), ["r-r3", "r-r2", "r-r1"]);
  assertEquals(list.hasMore.peek(), false);
  assertEquals(asked, [
    { keys: ["host-key"], limit: PAGE_RECORDINGS },
    { keys: ["host-key"], limit: PAGE_RECORDINGS, cursor: "c2" },
  ]);
});

Deno.test("a failure says why, and a further try goes on from there", async () => {
  using world = setUp([new LinkDown("Cannot reach it"), page(["r-r1"])]);
  await settled();
  assertEquals(world.list.state.peek(), "offline");
  world.list.again();
  await settled();
  assertEquals(world.list.state.peek(), "ready");
  assertEquals(world.list.recordings.peek().length, 1);
});

Deno.test("a device without any meeting asks nobody", async () => {
  using world = setUp([], []);
  await settled();
  assertEquals([world.list.state.peek(), world.asked.length], ["ready", 0]);
});
