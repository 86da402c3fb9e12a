/**
 * Ceph's S3 server with all that it needs: one monitor, one object store in memory, one gateway. Own ports,
 * own data, gone at the end of the scope.
 */
import { findCommand } from "../../scripts/lib/command.ts";
import { serverAccount } from "../../scripts/native/account.ts";
import { freePort } from "../../scripts/native/ports.ts";
import { Child } from "./child.ts";
import { until } from "./until.ts";

const PROGRAMS = [
  "ceph",
  "ceph-authtool",
  "ceph-mon",
  "ceph-osd",
  "monmaptool",
  "radosgw",
  "radosgw-admin",
];
const READY_LIMIT_MS = 60_000;

export class Radosgw implements AsyncDisposable {
  readonly endpoint: string;
  readonly credentials = { accessKeyId: "parley-test", secretAccessKey: "parley-test-secret" };
  readonly #folder: string;
  readonly #children: Child[] = [];

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  /** Whether this machine has it: Debian's ceph-mon, ceph-osd and radosgw. */
  static get isInstalled(): boolean {
    return PROGRAMS.every((program) => findCommand(program) !== undefined);
  }

  static async start(): Promise<Radosgw> {
    const folder = await Deno.makeTempDir({ prefix: "parley-radosgw-" });
    const port = freePort(0);
    const server = new Radosgw(folder, port);
    try {
      await server.#start(port);
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children.toReversed()) await child.kill("SIGKILL");
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #start(port: number): Promise<void> {
    const folder = this.#folder;
    const monitor = `v2:127.0.0.1:${freePort(0)}`;
    const [cluster, disk] = [crypto.randomUUID(), crypto.randomUUID()];
    const account = serverAccount();
    for (
      const path of [
        folder,
        ...["mon", "osd", "rgw", "run"].map((name) => `${folder}/${name}`),
      ]
    ) {
      await Deno.mkdir(path, { recursive: true });
      if (account) await Deno.chown(path, account.uid, account.gid);
    }
    await Deno.writeTextFile(`${folder}/ceph.conf`, config({ folder, monitor, cluster, port }));
    const key = (name: string, ...caps: string[]) =>
      this.#run("ceph-authtool", "keyring", "--gen-key", "-n", name, ...caps);
    await this.#run("ceph-authtool", "--create-keyring", "keyring");
    await key("mon.", "--cap", "mon", "allow *");
    await key("client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *");
    await key("osd.0", "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *");
    await key("client.rgw", "--cap", "mon", "allow rwx", "--cap", "osd", "allow rwx");
    const map = ["--create", "--fsid", cluster, "--addv", "a", `[${monitor}]`, "monmap"];
    await this.#run("monmaptool", ...map);
    await this.#run("ceph-mon", "--mkfs", "-i", "a", "--monmap", "monmap", "--keyring", "keyring");
    this.#spawn("ceph-mon", "-f", "-i", "a", "--public-addr", monitor);
    const admin = (...args: string[]) =>
      this.#run(
        "ceph",
        "-k",
        "keyring",
        "--name",
        "client.admin",
        "--connect-timeout",
        "30",
        ...args,
      );
    await admin("osd", "new", disk, "0");
    await this.#run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", disk, "--no-mon-config");
    await admin("auth", "import", "-i", "keyring");
    await admin("osd", "crush", "add", "osd.0", "1", "root=default", "host=here");
    this.#spawn("ceph-osd", "-f", "-i", "0");
    this.#spawn("radosgw", "-f", "-n", "client.rgw", "-k", "keyring");
    const answers = async () => {
      const response = await fetch(this.endpoint).catch(() => undefined);
      await response?.body?.cancel();
      return response?.ok;
    };
    await until("radosgw answers", answers, Boolean, READY_LIMIT_MS);
    const { accessKeyId, secretAccessKey } = this.credentials;
    await this.#run(
      ...["radosgw-admin", "-k", "keyring", "-n", "client.rgw", "user", "create"],
      ...["--uid=test", "--display-name=test"],
      ...[`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`],
    );
  }

  #spawn(command: string, ...args: string[]): void {
    this.#children.push(Child.spawn({ name: command, ...this.#options(command, args) }));
  }

  async #run(command: string, ...args: string[]): Promise<void> {
    const { account, ...options } = this.#options(command, args);
    const { success, stderr } = await new Deno.Command(command, {
      ...options,
      ...(account && { uid: account.uid, gid: account.gid }),
      stdout: "null",
    }).output();
    if (success) return;
    throw new Error(`Cannot run ${command}: ${new TextDecoder().decode(stderr)}`);
  }

  #options(command: string, args: string[]) {
    const env = { CEPH_CONF: `${this.#folder}/ceph.conf`, PATH: "/usr/sbin:/usr/bin:/sbin:/bin" };
    return { command, args, cwd: this.#folder, env, account: serverAccount() };
  }
}

function config(
  { folder, monitor, cluster, port }: {
    folder: string;
    monitor: string;
    cluster: string;
    port: number;
  },
): string {
  return [
    "[global]",
    `fsid = ${cluster}`,
    `mon_host = ${monitor}/0`,
    "mon_initial_members = a",
    ...["cluster", "service", "client"].map((part) => `auth_${part}_required = cephx`),
    "osd_pool_default_size = 1",
    "osd_pool_default_min_size = 1",
    "osd_crush_chooseleaf_type = 0",
    "osd_pool_default_pg_num = 1",
    "osd_pool_default_pgp_num = 1",
    "mon_max_pg_per_osd = 1000",
    "mon_allow_pool_size_one = true",
    "mon_data_avail_crit = 1",
    "osd_objectstore = memstore",
    "memstore_device_bytes = 1073741824",
    "public_addr = 127.0.0.1",
    `run_dir = ${folder}/run`,
    `log_file = ${folder}/run/$name.log`,
    `mon_data = ${folder}/mon`,
    `osd_data = ${folder}/osd`,
    `keyring = ${folder}/keyring`,
    `rgw_data = ${folder}/rgw`,
    "admin_socket =",
    `rgw_frontends = beast endpoint=127.0.0.1:${port}`,
    "",
  ].join("\n");
}
