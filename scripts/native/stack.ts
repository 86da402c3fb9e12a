/** The whole run: prepare, start in tiers, wait for Ctrl-C, stop in order. */
import { findCommand } from "../lib/command.ts";
import { say, sayDone, sayStep, sayWarning, step } from "../lib/console.ts";
import { ensureWorker } from "../worker/mod.ts";
import { type Account, serverAccount } from "./account.ts";
import { sayBanner } from "./banner.ts";
import { type Certificate, ensureCertificate } from "./certificate.ts";
import { type DataFolder, prepareDataFolder } from "./data_folder.ts";
import { type Infrastructure, prepareInfrastructure } from "./infrastructure.ts";
import { takeLock } from "./lock.ts";
import { migrateDatabase } from "./migrate.ts";
import type { NatsUser } from "./nats_config.ts";
import { lanAddress } from "./network.ts";
import {
  CONTROL_HOSTS,
  MEDIA_NODES,
  prepareProcesses,
  RECORDERS,
  STREAMERS,
  SYSTEM_USER,
  TRANSCRIBERS,
  WORKERS,
} from "./processes/mod.ts";
import { loadSecrets, type Secrets } from "./secrets.ts";
import { Supervisor } from "./supervisor.ts";
import { buildUi, rebuildUiOnChange, type UiBuild, type UiBuildOptions } from "./ui_build.ts";

const EXIT_OK = 0;
const EXIT_INTERRUPTED = 130;

export interface StackOptions {
  readonly checkout: string;
  /** Leaves our own processes out. */
  readonly infrastructureOnly: boolean;
}

/** Runs until Ctrl-C or SIGTERM; resolves to the exit code, with everything stopped. */
export async function runStack(options: StackOptions): Promise<number> {
  const startedAt = performance.now();
  const account = serverAccount();
  const data = await prepareDataFolder(options.checkout, account);
  using _lock = takeLock(`${data.path}/lock`);
  if (data.movedTo) {
    sayWarning(`data are in ${data.movedTo}: the servers' account can't get into this checkout`);
  }
  using stop = stopSignals();
  await using supervisor = new Supervisor({ logFolder: data.folder("logs") });
  const stopped = stop.asked.then(() => supervisor.stop());
  try {
    const context = await prepare(data, account);
    await supervisor.startTier(context.infrastructure.services);
    if (options.infrastructureOnly) {
      sayInfrastructure(context, data);
    } else {
      await startProcesses(options, context, supervisor, stop.signal);
    }
    const tookSeconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    sayDone(`started in ${tookSeconds} s`);
    await stop.asked;
  } catch (error) {
    // Asked to stop while starting: what did not start then is no failure.
    if (!stop.signal.aborted) throw error;
    await stopped;
    return EXIT_INTERRUPTED;
  }
  sayStep("stopping");
  await stopped;
  sayDone("stopped");
  return EXIT_OK;
}

/** What both tiers are made of. */
interface Context {
  readonly data: DataFolder;
  readonly account: Account | undefined;
  readonly secrets: Secrets;
  readonly lan: string | undefined;
  readonly certificate: Certificate;
  readonly infrastructure: Infrastructure;
}

async function prepare(data: DataFolder, account: Account | undefined): Promise<Context> {
  const names = [
    ...CONTROL_HOSTS,
    ...MEDIA_NODES,
    ...TRANSCRIBERS,
    ...RECORDERS,
    ...STREAMERS,
    ...WORKERS,
    SYSTEM_USER,
  ];
  const secrets = await loadSecrets(`${data.path}/secrets.json`, names);
  const password = (name: string) => ({ name, password: secrets.nats[name] ?? "" });
  const natsUsers: NatsUser[] = [
    ...CONTROL_HOSTS.map((name) => ({ kind: "control" as const, ...password(name) })),
    ...MEDIA_NODES.map((name) => ({ kind: "media" as const, ...password(name) })),
    ...TRANSCRIBERS.map((name) => ({ kind: "transcriber" as const, ...password(name) })),
    ...RECORDERS.map((name) => ({ kind: "recorder" as const, ...password(name) })),
    ...STREAMERS.map((name) => ({ kind: "streamer" as const, ...password(name) })),
    ...WORKERS.map((name) => ({ kind: "worker" as const, ...password(name) })),
    { kind: "system", ...password(SYSTEM_USER) },
  ];
  const lan = lanAddress();
  const certificate = await makeCertificate(data, account, lan);
  const infrastructure = await step(
    "configurations and database",
    () =>
      prepareInfrastructure({
        data,
        account,
        secrets,
        natsUsers,
        mediaAddress: lan ?? "127.0.0.1",
        certificate,
      }),
  );
  return { data, account, secrets, lan, certificate, infrastructure };
}

async function startProcesses(
  { checkout }: StackOptions,
  context: Context,
  supervisor: Supervisor,
  signal: AbortSignal,
): Promise<void> {
  const { data, certificate } = context;
  const deno = Deno.execPath();
  const ui: UiBuildOptions = { checkout, deno };
  const { postgresUrl } = context.infrastructure;
  const [worker, build] = await Promise.all([
    step("mediasoup's worker", () => ensureWorker({ onProgress: sayStep })),
    step("client", () => buildUi(ui)),
    step("database schema", () => migrateDatabase({ checkout, deno, postgresUrl })),
  ]);
  sayBuild(build);
  const processes = await prepareProcesses({
    ...context,
    checkout,
    deno,
    workerBin: worker.bin,
  });
  await supervisor.startTier(processes.services);
  rebuildUiOnChange(ui, (rebuilt) => {
    if (rebuilt.outcome === "built") sayDone("client rebuilt");
    sayBuild(rebuilt);
  }, signal).catch((error) => sayWarning(`the client is not rebuilt on changes: ${error}`));
  sayBanner({ ...processes, fingerprint256: certificate.fingerprint256, dataPath: data.path });
}

function sayBuild(build: UiBuild): void {
  if (build.outcome === "failed") {
    sayWarning(`Cannot build the client; it is tried again when a file changes:\n${build.output}`);
  }
}

async function makeCertificate(
  data: DataFolder,
  account: Account | undefined,
  lan: string | undefined,
): Promise<Certificate> {
  const openssl = findCommand("openssl");
  if (!openssl) throw new Error("Cannot make a certificate: openssl is not installed");
  return await ensureCertificate(openssl, data.folder("tls"), {
    hosts: [...new Set(["localhost", Deno.hostname()])],
    addresses: ["127.0.0.1", ...(lan === undefined ? [] : [lan])],
  }, account);
}

function sayInfrastructure({ infrastructure }: Context, data: DataFolder): void {
  say(`  NATS      nats://127.0.0.1:${infrastructure.natsPort}`);
  say(`  Postgres  ${withoutPassword(infrastructure.postgresUrl)}`);
  say(`  Redis     ${withoutPassword(infrastructure.redisUrl)}`);
  say(`  TURN      ${infrastructure.turnUrls.join(" ")}`);
  say(`  passwords are in ${data.path}/secrets.json. Stop with Ctrl-C.`);
}

/** Secrets never reach a terminal. */
function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, "@");
}

/** Ctrl-C, SIGTERM and a closed terminal, as a promise and as a signal. */
function stopSignals() {
  const controller = new AbortController();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const ask = () => controller.abort();
  for (const signal of signals) Deno.addSignalListener(signal, ask);
  return {
    signal: controller.signal,
    asked: new Promise<void>((resolve) =>
      controller.signal.addEventListener("abort", () => resolve(), { once: true })
    ),
    [Symbol.dispose]() {
      for (const signal of signals) Deno.removeSignalListener(signal, ask);
    },
  };
}
