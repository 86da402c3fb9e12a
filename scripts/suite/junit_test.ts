import { assertEquals } from "@std/assert";
import { judge, readReport } from "./junit.ts";

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
  });
});

Deno.test("judge counts a file that could not be loaded as a failed test", () => {
  const tally = judge(["a_test.ts", "b_test.ts", "c_test.ts"], false, readReport(XML));
  assertEquals(tally, { passed: 2, failed: 3, ignored: 1 });
});

Deno.test("judge never lets a failed run pass, whatever its report says", () => {
  const report = readReport('<testsuite name="./a_test.ts"><testcase name="x"/></testsuite>');
  assertEquals(judge(["a_test.ts"], false, report), { passed: 1, failed: 1, ignored: 0 });
  assertEquals(judge(["a_test.ts"], false, readReport("")), { passed: 0, failed: 1, ignored: 0 });
  assertEquals(judge(["a_test.ts"], true, report).failed, 0);
});
