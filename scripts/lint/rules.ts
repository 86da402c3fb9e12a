/// <reference lib="deno.unstable" />
/** The project's own lint rules. `plugin.ts` is the door that Deno opens. */
import { importProblem } from "./imports.ts";
import { isPure } from "./purity.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** A tool reads the default export of these. */
const DEFAULT_EXPORT_WANTED = /(\.config\.ts$)|(^scripts\/lint\/plugin\.ts$)|(\.d\.ts$)/;
const TEST_FILE = /_test\.tsx?$/;

/** Members that give another answer each time, by the object they are read from. */
const IMPURE_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Date: ["now"],
  Math: ["random"],
  performance: ["now"],
  crypto: ["randomUUID", "getRandomValues"],
};
const IMPURE_CALLS = ["setTimeout", "setInterval", "queueMicrotask"];
const SLEEP_CALLS = ["delay", "sleep"];

function pathOf(context: Deno.lint.RuleContext): string {
  const { filename } = context;
  return filename.startsWith(ROOT) ? filename.slice(ROOT.length) : filename.replace(/^\//, "");
}

/** `value as unknown as T` silences the compiler where a schema should speak. */
export const noDoubleCast: Deno.lint.Rule = {
  create: (context) => ({
    TSAsExpression(node) {
      const inner = node.expression;
      if (inner.type !== "TSAsExpression") return;
      if (inner.typeAnnotation.type !== "TSUnknownKeyword") return;
      context.report({
        node,
        message: "`as unknown as` turns the compiler off.",
        hint: "Parse the value with a schema, or give it the right type where it is made.",
      });
    },
  }),
};

/** Clocks, chance and timers make a pure file's outcome depend on more than its input. */
export const pureFiles: Deno.lint.Rule = {
  create(context) {
    if (!isPure(pathOf(context))) return {};
    const report = (node: Deno.lint.Node, what: string) =>
      context.report({
        node,
        message: `\`${what}\` in a pure file.`,
        hint: "Take the time, the id or the random number as an argument.",
      });
    return {
      MemberExpression(node) {
        if (node.object.type !== "Identifier") return;
        const name = propertyName(node);
        if (name && IMPURE_MEMBERS[node.object.name]?.includes(name)) {
          report(node, `${node.object.name}.${name}`);
        }
      },
      CallExpression(node) {
        if (node.callee.type === "Identifier" && IMPURE_CALLS.includes(node.callee.name)) {
          report(node, node.callee.name);
        }
      },
      NewExpression(node) {
        // `new Date(at)` is a pure conversion.
        const isDate = node.callee.type === "Identifier" && node.callee.name === "Date";
        if (isDate && node.arguments.length === 0) report(node, "new Date()");
      },
    };
  },
};

/** A test that sleeps is slow when it passes and wrong on a busy machine. */
export const noSleepInTests: Deno.lint.Rule = {
  create(context) {
    if (!TEST_FILE.test(pathOf(context))) return {};
    const report = (node: Deno.lint.Node) =>
      context.report({
        node,
        message: "A test sleeps.",
        hint: "Wait for a state with a reason, or move a clock that the test owns.",
      });
    return {
      AwaitExpression(node) {
        const awaited = node.argument;
        if (awaited.type === "NewExpression" && isTimerPromise(awaited)) report(node);
        if (awaited.type !== "CallExpression" || awaited.callee.type !== "Identifier") return;
        // `sleep(clock, …)` waits on a clock that the test moves: an object comes first.
        const first = awaited.arguments[0];
        const byDuration = first?.type === "Literal" || first?.type === "BinaryExpression" ||
          (first?.type === "Identifier" && /ms$/i.test(first.name));
        if (SLEEP_CALLS.includes(awaited.callee.name) && byDuration) report(node);
      },
    };
  },
};

/** A name that an importer can't change is a name that a search finds. */
export const noDefaultExport: Deno.lint.Rule = {
  create(context) {
    if (DEFAULT_EXPORT_WANTED.test(pathOf(context))) return {};
    return {
      ExportDefaultDeclaration(node) {
        context.report({
          node,
          message: "A default export has no name of its own.",
          hint: "Export it by name.",
        });
      },
    };
  },
};

/** Layers and doors; see `imports.ts`. */
export const importRules: Deno.lint.Rule = {
  create(context) {
    const from = pathOf(context);
    const check = (source: Deno.lint.Node | null | undefined) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const problem = importProblem({ from, specifier: source.value, hasDoor });
      if (problem) context.report({ node: source, message: `${problem}.` });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
    };
  },
};

const doors = new Map<string, boolean>();

function hasDoor(folder: string): boolean {
  let known = doors.get(folder);
  if (known === undefined) {
    try {
      known = Deno.statSync(`${ROOT}${folder}/mod.ts`).isFile;
    } catch {
      known = false;
    }
    doors.set(folder, known);
  }
  return known;
}

function propertyName(node: Deno.lint.MemberExpression): string | undefined {
  const { property } = node;
  if (property.type === "Identifier" && !node.computed) return property.name;
  if (property.type === "Literal" && typeof property.value === "string") return property.value;
  return undefined;
}

/** `new Promise((resolve) => setTimeout(resolve, …))`, with or without braces. */
function isTimerPromise(node: Deno.lint.NewExpression): boolean {
  if (node.callee.type !== "Identifier" || node.callee.name !== "Promise") return false;
  const executor = node.arguments[0];
  if (executor?.type !== "ArrowFunctionExpression" && executor?.type !== "FunctionExpression") {
    return false;
  }
  const resolve = executor.params[0];
  if (resolve?.type !== "Identifier") return false;
  const body = executor.body;
  if (body?.type !== "BlockStatement") return body ? resolvesByTimer(body, resolve.name) : false;
  const only = body.body.length === 1 ? body.body[0] : undefined;
  return only?.type === "ExpressionStatement" && resolvesByTimer(only.expression, resolve.name);
}

function resolvesByTimer(node: Deno.lint.Node, resolve: string): boolean {
  if (node.type !== "CallExpression") return false;
  if (node.callee.type !== "Identifier" || node.callee.name !== "setTimeout") return false;
  const callback = node.arguments[0];
  if (callback?.type === "Identifier") return callback.name === resolve;
  // `setTimeout(() => resolve(), ms)`
  if (callback?.type !== "ArrowFunctionExpression") return false;
  const body = callback.body;
  return body.type === "CallExpression" && body.callee.type === "Identifier" &&
    body.callee.name === resolve;
}
