/** Reads the JUnit report that `deno test --junit-path` writes. */

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly ignored: number;
}

export const NOTHING: Tally = { passed: 0, failed: 0, ignored: 0 };

export interface Report extends Tally {
  /** Test files that ran, as the report names them. */
  readonly files: readonly string[];
}

export function add(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    ignored: a.ignored + b.ignored,
  };
}

/**
 * Counts test cases, a step being one of its own. Deno escapes what tests say, so that a tag in a
 * message can't be taken for one of the report's.
 */
export function readReport(xml: string): Report {
  const files = [...xml.matchAll(/<testsuite name="([^"]*)"/g)].map(([, name]) => name ?? "");
  let { passed, failed, ignored } = NOTHING;
  for (const [, body] of xml.matchAll(/<testcase [^>]*?(?:\/>|>(.*?)<\/testcase>)/gs)) {
    if (/<(failure|error)\b/.test(body ?? "")) failed++;
    else if (/<skipped\b/.test(body ?? "")) ignored++;
    else passed++;
  }
  return { files, passed, failed, ignored };
}

/**
 * What a run of `files` amounts to. A file that can't be loaded is in no report, nor is anything
 * after a crash: each such file of a failed run counts as one failed test.
 */
export function judge(files: readonly string[], success: boolean, report: Report): Tally {
  if (success) return report;
  const ran = new Set(report.files.map((file) => file.replace(/^\.\//, "")));
  const lost = files.filter((file) => !ran.has(file)).length;
  const failed = report.failed + lost;
  return { passed: report.passed, ignored: report.ignored, failed: Math.max(failed, 1) };
}
