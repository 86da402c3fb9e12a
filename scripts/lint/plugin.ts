/** The lint plugin that `deno.json` names: Deno wants it as a default export. */
import { importRules, noDefaultExport, noDoubleCast, noSleepInTests, pureFiles } from "./rules.ts";

const plugin: Deno.lint.Plugin = {
  name: "parley",
  rules: {
    "no-double-cast": noDoubleCast,
    "pure-files": pureFiles,
    "no-sleep-in-tests": noSleepInTests,
    "import-rules": importRules,
    "no-default-export": noDefaultExport,
  },
};

export default plugin;
