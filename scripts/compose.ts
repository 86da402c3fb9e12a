/**
 * Runs Parley in containers: makes secrets and configuration under `.parley/compose/`, then
 * `docker compose up --build`. See `deploy/README.md`.
 */
import { composeFiles, composeVariables, NATS_USERS } from "./compose/set_up.ts";
import { lanAddress } from "./native/network.ts";
import { loadSecrets } from "./native/secrets.ts";

const USAGE = `Runs Parley in containers.

  deno task compose            starts everything; Ctrl-C stops it
  deno task compose --check    makes the files and validates compose.yaml; starts nothing
  deno task compose down       stops what runs; any other command of docker compose works too

PARLEY_ADDRESS names the address of this machine for media and TURN, PARLEY_PUBLIC_URL what people
open when a proxy with HTTPS stands before the gateways. PARLEY_TURN_CERT_FILE and PARLEY_TURN_KEY_FILE
(PEM) make the relay speak TLS on port 5349.`;

const CHECKOUT = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
const FOLDER = `${CHECKOUT}/.parley/compose`;
/** Who the servers run as where we are root; nobody's account. */
const UNPRIVILEGED_ID = 10_001;
/** A name in compose.yaml would be refused by older docker-compose. */
const PROJECT = "parley";
const LOOPBACK = "127.0.0.1";

export interface Prepared {
  readonly envFile: string;
  readonly url: string;
}

/** Writes what compose.yaml refers to. */
export async function prepare(folder: string): Promise<Prepared> {
  const root = Deno.uid() === 0;
  const [uid, gid] = root
    ? [UNPRIVILEGED_ID, UNPRIVILEGED_ID]
    : [Deno.uid() ?? UNPRIVILEGED_ID, Deno.gid() ?? UNPRIVILEGED_ID];
  const data = ["nats", "postgres", "objects", "spool", "work"].map((name) => `data/${name}`);
  const folders = ["config", "data", ...data].map((name) => `${folder}/${name}`);
  for (const path of [folder, ...folders]) await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  const tls = await turnCertificate();
  const options = {
    secrets: await loadSecrets(`${folder}/secrets.json`, NATS_USERS),
    address: Deno.env.get("PARLEY_ADDRESS") || lanAddress() || LOOPBACK,
    publicUrl: Deno.env.get("PARLEY_PUBLIC_URL") || undefined,
    turnTls: tls !== undefined,
    uid,
    gid,
  };
  const configs = Object.entries(composeFiles(options)).map(([name, text]) =>
    [`${folder}/config/${name}`, text] as const
  );
  // Without a certificate empty files take its place, since compose.yaml mounts them.
  configs.push([`${folder}/config/turn-cert.pem`, tls?.cert ?? ""]);
  configs.push([`${folder}/config/turn-key.pem`, tls?.key ?? ""]);
  for (const [path, text] of configs) await writeAnew(path, text);
  if (root) {
    const owned = [...folders.slice(2), ...configs.map(([path]) => path)];
    for (const path of owned) await Deno.chown(path, uid, gid);
  }
  const variables = composeVariables(options);
  const envFile = `${folder}/env`;
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  await writeAnew(envFile, `${lines.join("\n")}\n`);
  return { envFile, url: variables["PARLEY_PUBLIC_URL"] ?? "" };
}

/** What the relay's TLS is to be made of, if somebody named it. */
async function turnCertificate(): Promise<{ cert: string; key: string } | undefined> {
  const [cert, key] = ["PARLEY_TURN_CERT_FILE", "PARLEY_TURN_KEY_FILE"].map((name) =>
    Deno.env.get(name)
  );
  if (!cert || !key) return undefined;
  return { cert: await Deno.readTextFile(cert), key: await Deno.readTextFile(key) };
}

/** Replaces a file that only its owner may read, whoever owned it before. */
async function writeAnew(path: string, text: string): Promise<void> {
  await Deno.remove(path).catch((error: unknown) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.writeTextFile(path, text, { mode: 0o600, createNew: true });
}

/** `docker compose`, else `docker-compose`; undefined: neither is there. */
export async function composeCommand(): Promise<readonly string[] | undefined> {
  for (const command of [["docker", "compose"], ["docker-compose"]]) {
    const [program = "", ...args] = command;
    const works = await new Deno.Command(program, {
      args: [...args, "version"],
      stdout: "null",
      stderr: "null",
    }).output().then(({ success }) => success, () => false);
    if (works) return command;
  }
  return undefined;
}

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  if (args[0] === "--help") {
    console.log(USAGE);
    return 0;
  }
  const command = await composeCommand();
  if (command === undefined) {
    console.error("Cannot run containers: install Docker with its compose plugin");
    return 1;
  }
  const { envFile, url } = await prepare(FOLDER);
  const check = args[0] === "--check";
  const task = check ? ["config", "--quiet"] : args.length > 0 ? args : ["up", "--build"];
  if (task[0] === "up") console.log(`When everything is healthy, open ${url}`);
  const [program = "", ...first] = command;
  const { code } = await new Deno.Command(program, {
    args: [
      ...first,
      `--project-name=${PROJECT}`,
      `--env-file=${envFile}`,
      `--file=${CHECKOUT}/compose.yaml`,
      ...task,
    ],
    cwd: CHECKOUT,
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (check && code === 0) console.log("compose.yaml is valid");
  return code;
}
