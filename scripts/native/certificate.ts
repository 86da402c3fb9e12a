/**
 * A certificate of our own for HTTPS on the LAN: browsers give cameras to secure origins only, and
 * an address on the LAN is none without it.
 */
import { X509Certificate } from "node:crypto";
import { mustRun } from "../lib/command.ts";
import type { Account } from "./account.ts";

const LIFETIME_DAYS = 90;
const RENEW_BEFORE_MS = 7 * 24 * 3_600_000;

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  /** To compare with what the browser shows beside its warning. */
  readonly fingerprint256: string;
}

/** Names and addresses that the certificate has to hold for. */
export interface CertificateNames {
  readonly hosts: readonly string[];
  readonly addresses: readonly string[];
}

/**
 * The certificate in `folder`, made anew if it is missing, near its end, or lacks a name. The key is
 * readable by `owner` alone.
 */
export async function ensureCertificate(
  openssl: string,
  folder: string,
  names: CertificateNames,
  owner?: Account,
): Promise<Certificate> {
  const files = { certFile: `${folder}/cert.pem`, keyFile: `${folder}/key.pem` };
  const current = await read(files.certFile);
  if (current && isGood(current, names, Date.now())) {
    return { ...files, fingerprint256: current.fingerprint256 };
  }
  const alternatives = [
    ...names.hosts.map((host) => `DNS:${host}`),
    ...names.addresses.map((address) => `IP:${address}`),
  ];
  await Deno.remove(files.keyFile).catch(() => {});
  await mustRun(openssl, [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-days", `${LIFETIME_DAYS}`, "-subj", "/CN=Parley on this machine"],
    ...["-addext", `subjectAltName=${alternatives.join(",")}`],
    ...["-addext", "extendedKeyUsage=serverAuth", "-addext", "basicConstraints=critical,CA:FALSE"],
    ...["-keyout", files.keyFile, "-out", files.certFile],
  ]);
  await Deno.chmod(files.keyFile, 0o600);
  if (owner) await Deno.chown(files.keyFile, owner.uid, owner.gid);
  const made = await read(files.certFile);
  if (!made || !isGood(made, names, Date.now())) {
    throw new Error(`Cannot use the certificate in ${folder}: openssl made one we can't read`);
  }
  return { ...files, fingerprint256: made.fingerprint256 };
}

/** Whether a certificate holds for every name, and for some days more. */
export function isGood(
  certificate: X509Certificate,
  names: CertificateNames,
  now: number,
): boolean {
  return Date.parse(certificate.validTo) - now > RENEW_BEFORE_MS &&
    names.hosts.every((host) => certificate.checkHost(host) !== undefined) &&
    names.addresses.every((address) => certificate.checkIP(address) !== undefined);
}

async function read(file: string): Promise<X509Certificate | undefined> {
  try {
    return new X509Certificate(await Deno.readTextFile(file));
  } catch {
    return undefined; // Missing or broken: both are cured by a new one.
  }
}
