/** Reads the JUnit report that `deno test --junit-path` writes. */

/** What failed, for whoever reads only the end of a long output. */
export interface Failure {
  readonly file: string;
  readonly name: string;
  /** The error and where it was thrown. */
  readonly reason: string;
}

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly ignored: number;
  readonly failures: readonly Failure[];
}

export const NOTHING: Tally = { passed: 0, failed: 0, ignored: 0, failures: [] };

export interface Report extends Tally {
  /** Test files that ran, as the report names them. */
  readonly files: readonly string[];
}

export function add(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    ignored: a.ignored + b.ignored,
    failures: [...a.failures, ...b.failures],
  };
}

/** One failure that no report tells of. */
export function failure(file: string, name: string, reason: string): Tally {
  return { ...NOTHING, failed: 1, failures: [{ file, name, reason }] };
}

/**
 * Counts test cases, a step being one of its own. Deno escapes what tests say, so that a tag in a
 * message can't be taken for one of the report's.
 */
export function readReport(xml: string): Report {
  const files = [...xml.matchAll(/<testsuite name="([^"]*)"/g)].map(([, name]) => name ?? "");
  const failures: Failure[] = [];
  let { passed, ignored } = NOTHING;
  for (const [, tag = "", body = ""] of xml.matchAll(CASE)) {
    if (/<(failure|error)\b/.test(body)) failures.push(readFailure(tag, body));
    else if (/<skipped\b/.test(body)) ignored++;
    else passed++;
  }
  return { files, passed, failed: failures.length, ignored, failures };
}

const CASE = /<testcase ([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs;

function readFailure(tag: string, body: string): Failure {
  const attribute = (name: string) =>
    unescape(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "");
  const [, message, text] =
    /<(?:failure|error)(?: message="([^"]*)")?[^>]*?(?:\/>|>(.*?)<\/(?:failure|error)>)/s
      .exec(body) ?? [];
  return {
    file: attribute("classname").replace(/^\.\//, ""),
    name: attribute("name"),
    reason: unescape(text ?? message ?? ""),
  };
}

/** Of XML 1.0, section 4.6: its five predefined entities. */
function unescape(text: string): string {
  const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? "");
}

/**
 * What a run of `files` amounts to. A file that can't be loaded is in no report, nor is anything
 * after a crash: each such file of a failed run counts as one failed test.
 */
export function judge(files: readonly string[], success: boolean, report: Report): Tally {
  if (success) return report;
  const ran = new Set(report.files.map((file) => file.replace(/^\.\//, "")));
  // A test that a helper defines is reported under the helper's file.
  const isAlone = files.length === 1 && report.files.length > 0;
  const lost = files.filter((file) => !isAlone && !ran.has(file))
    .map((file) => failure(file, "the whole file", "It could not be loaded, or ended early"));
  const judged = lost.reduce<Tally>(add, report);
  if (judged.failed > 0) return judged;
  return add(judged, failure(files.join(", "), "the run", "It failed though no test did"));
}

/** What `deno test` says of a file whose tests it cancels: the report itself does not tell why. */
const UNCAUGHT = /^(?:\.\/)?(\S+) \(uncaught error\)\n(error: [^]*?)\nThis error was not caught/gm;
// deno-lint-ignore no-control-regex
const COLORS = /\x1b\[[0-9;]*m/g;

/** The tally, its cancelled tests with the error that cancelled them, as the run's output tells it. */
export function explain(tally: Tally, output: string): Tally {
  const causes = new Map<string, string>();
  for (const [, file = "", cause = ""] of output.replaceAll(COLORS, "").matchAll(UNCAUGHT)) {
    causes.set(file, `Cancelled by an uncaught ${cause}`);
  }
  const failures = tally.failures.map((one) => {
    const cause = one.reason === "Cancelled" ? causes.get(one.file) : undefined;
    return cause === undefined ? one : { ...one, reason: cause };
  });
  return { ...tally, failures };
}

/** Most failures listed, and lines of each: the first ones tell where to look. */
const FAILURES_SHOWN_MAX = 20;
const LINES_SHOWN_MAX = 8;

/** The failures, to stand at the end of the output. */
export function summary({ failures }: Tally): string {
  const shown = failures.slice(0, FAILURES_SHOWN_MAX).map(({ file, name, reason }) => {
    const lines = reason.trim().split("\n").slice(0, LINES_SHOWN_MAX);
    return [`✗ ${file}: ${name}`, ...lines.map((line) => `    ${line}`)].join("\n");
  });
  const left = failures.length - shown.length;
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join("\n");
}
