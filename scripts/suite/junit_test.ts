import { assertEquals } from "@std/assert";
import { explain, failure, judge, NOTHING, readReport, summary } from "./junit.ts";

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="5" failures="1" errors="1" time="0.133">
    <testsuite name="./a_test.ts" tests="4" disabled="1" errors="0" failures="1">
        <testcase name="good &lt;testcase&gt;" classname="./a_test.ts" time="0.002" line="1" col="6">
        </testcase>
        <testcase name="closed" classname="./a_test.ts" time="0.002"/>
        <testcase name="bad" classname="./a_test.ts" time="0.000" line="2" col="6">
            <failure message="Uncaught Error: x">Error: &lt;skipped/&gt;
    at file:///a_test.ts:2:32</failure>
        </testcase>
        <testcase name="later" classname="./a_test.ts" time="0.000" line="3" col="11">
            <skipped/>
        </testcase>
    </testsuite>
    <testsuite name="./c_test.ts" tests="1" disabled="0" errors="1" failures="0">
        <testcase name="cut off" classname="./c_test.ts" time="0.000" line="1" col="6">
            <error message="Cancelled"/>
        </testcase>
    </testsuite>
</testsuites>`;

Deno.test("readReport counts cases by how they ended", () => {
  assertEquals(readReport(XML), {
    files: ["./a_test.ts", "./c_test.ts"],
    passed: 2,
    failed: 2,
    ignored: 1,
    failures: [
      {
        file: "a_test.ts",
        name: "bad",
        reason: "Error: <skipped/>\n    at file:///a_test.ts:2:32",
      },
      { file: "c_test.ts", name: "cut off", reason: "Cancelled" },
    ],
  });
});

Deno.test("judge counts a file that could not be loaded as a failed test", () => {
  const tally = judge(["a_test.ts", "b_test.ts", "c_test.ts"], false, readReport(XML));
  assertEquals({ ...tally, failures: tally.failures.map(({ file }) => file) }, {
    passed: 2,
    failed: 3,
    ignored: 1,
    failures: ["a_test.ts", "c_test.ts", "b_test.ts"],
  });
});

Deno.test("judge takes a helper's file for the one that ran alone", () => {
  const { failed, failures } = judge(["b_test.ts"], false, readReport(XML));
  assertEquals([failed, failures.map(({ file }) => file)], [2, ["a_test.ts", "c_test.ts"]]);
});

Deno.test("judge never lets a failed run pass, whatever its report says", () => {
  const report = readReport('<testsuite name="./a_test.ts"><testcase name="x"/></testsuite>');
  const failed = judge(["a_test.ts"], false, report);
  assertEquals([failed.passed, failed.failed, failed.failures.length], [1, 1, 1]);
  assertEquals(judge(["a_test.ts"], false, readReport("")).failed, 1);
  assertEquals(judge(["a_test.ts"], true, report).failed, 0);
});

Deno.test("summary names what failed and the beginning of why, and says how much it leaves out", () => {
  assertEquals(summary(NOTHING), "");
  assertEquals(
    summary(failure("a_test.ts", "x", "Error: y\n  at z")),
    "✗ a_test.ts: x\n    Error: y\n      at z",
  );
  const many = Array.from({ length: 23 }, () => failure("a_test.ts", "x", "y").failures).flat();
  assertEquals(summary({ ...NOTHING, failures: many }).split("\n").at(-1), "and 3 more");
});

const OUTPUT = `\x1b[1m ERRORS \x1b[0m

./c_test.ts (uncaught error)
\x1b[31merror\x1b[0m: (in promise) Error: read ECONNRESET
    at onread (ext:deno_node/x.ts:1:3690)
This error was not caught from a test and caused the test runner to fail on the referenced module.
`;

Deno.test("explain tells what cancelled a file's tests", () => {
  const { failures } = explain(readReport(XML), OUTPUT);
  assertEquals(failures.map(({ reason }) => reason), [
    "Error: <skipped/>\n    at file:///a_test.ts:2:32",
    "Cancelled by an uncaught error: (in promise) Error: read ECONNRESET\n" +
    "    at onread (ext:deno_node/x.ts:1:3690)",
  ]);
});
