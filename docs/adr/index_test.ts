/** The index of decisions lists every one of them, as its own page says. */
import { assert, assertEquals } from "@std/assert";

const FOLDER = new URL("./", import.meta.url);
const FILE = /^(\d{4})-[a-z0-9-]+\.md$/;
const STATUS = /^(proposed|accepted|rejected|superseded by \d+), \d{4}-\d{2}-\d{2}$/;
const SECTIONS = ["## Context", "## Decision", "## Consequences"];

interface Decision {
  file: string;
  number: number;
  text: string;
  title: string;
  status: string;
}

const decisions = await readDecisions();

Deno.test("decisions are numbered from 1 without gaps", () => {
  assertEquals(decisions.map(({ number }) => number), decisions.map((_, index) => index + 1));
});

for (const { file, number, text, title, status } of decisions) {
  Deno.test(`decision ${number} has a title, a status and its three sections`, () => {
    assert(title.startsWith(`${number}. `), `${file} should begin with "# ${number}. "`);
    assert(STATUS.test(status), `${file} has the status "${status}"`);
    const places = SECTIONS.map((section) => text.indexOf(`\n${section}\n`));
    assert(places.every((place) => place > 0), `${file} lacks one of ${SECTIONS.join(", ")}`);
    assertEquals(places, places.toSorted((a, b) => a - b), "sections in order");
  });
}

Deno.test("the index lists every decision with its title and status", async () => {
  const index = await Deno.readTextFile(new URL("README.md", FOLDER));
  const rows = index.split("\n").filter((line) => /^\| \d+ \|/.test(line));
  const wanted = decisions.map(({ file, number, title, status }) =>
    `| ${number} | [${title.slice(`${number}. `.length)}](${file}) | ${status} |`
  );
  assertEquals(rows, wanted);
});

async function readDecisions(): Promise<Decision[]> {
  const found: Decision[] = [];
  for await (const { name: file } of Deno.readDir(FOLDER)) {
    const number = Number(FILE.exec(file)?.[1] ?? NaN);
    if (Number.isNaN(number)) continue;
    const text = await Deno.readTextFile(new URL(file, FOLDER));
    const title = /^# (.+)$/m.exec(text)?.[1] ?? "";
    const status = /^Status: (.+)$/m.exec(text)?.[1] ?? "";
    found.push({ file, number, text, title, status });
  }
  return found.sort((a, b) => a.number - b.number);
}
