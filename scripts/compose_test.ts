import { assert, assertEquals } from "@std/assert";
import { parse } from "yaml";
import { z } from "zod";
import { prepare } from "./compose.ts";

const Service = z.object({
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  user: z.string().optional(),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal("ALL")]),
});
const CHECKOUT = new URL("../", import.meta.url);
const text = await Deno.readTextFile(new URL("compose.yaml", CHECKOUT));
const { services } = z.object({ services: z.record(z.string(), Service) })
  .parse(parse(text, { merge: true }));

/** The files that declare our processes' variables. */
const CONFIGS = [
  "kit/config.ts",
  "kit/workers/config.ts",
  "control/config.ts",
  "control/api/config.ts",
  "control/api/files/config.ts",
  "kit/objects/config.ts",
  "control/gateway/config.ts",
  "control/projector/config.ts",
  "control/projector/recordings/config.ts",
  "control/store/config.ts",
  "media-node/config.ts",
  "transcriber/config.ts",
  "recorder/config.ts",
  "recorder/worker/config.ts",
  "recorder/live/config.ts",
];

Deno.test("compose gives our processes only variables that they know", async () => {
  const sources = await Promise.all(
    CONFIGS.map((path) => Deno.readTextFile(new URL(path, CHECKOUT))),
  );
  const known = new Set(sources.join("\n").match(/\b(PARLEY|MEDIASOUP)_[A-Z_]+\b/g));
  for (const [name, { environment = {} }] of ourServices()) {
    const unknown = Object.keys(environment).filter((variable) => !known.has(variable));
    assertEquals(unknown, [], name);
  }
});

Deno.test("compose lets a process read exactly the variables it is given", () => {
  for (const [name, { command = [], environment = {} }] of ourServices()) {
    if (name === "migrate") continue; // Packages of the migration read the whole environment.
    const allowed = command.find((argument) => argument.startsWith("--allow-env="))
      ?.slice("--allow-env=".length).split(",") ?? [];
    assertEquals(allowed.toSorted(), Object.keys(environment).toSorted(), name);
    assert(!command.includes("--allow-all"), name);
  }
});

Deno.test("compose's variables are all made by the script, and its files are private", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { envFile } = await prepare(folder);
    const made = new Set(
      (await Deno.readTextFile(envFile)).split("\n").map((line) => line.split("=")[0]),
    );
    const wanted = [...text.matchAll(/\$\{([A-Z0-9_]+)\}/g)].map(([, name]) => name);
    assertEquals([...new Set(wanted)].filter((name) => !made.has(name)), []);
    for (const file of ["env", "secrets.json", "config/nats.conf", "config/turnserver.conf"]) {
      assertEquals((await Deno.stat(`${folder}/${file}`)).mode! & 0o077, 0, file);
    }
    const before = await Deno.readTextFile(envFile);
    await prepare(folder);
    assertEquals(await Deno.readTextFile(envFile), before, "a second run keeps the secrets");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function ourServices(): [string, z.infer<typeof Service>][] {
  return Object.entries(services).filter(([, { environment = {} }]) => "PARLEY_ENV" in environment);
}
