/**
 * How ffmpeg is told where a stream goes. Every account of the machine may read command lines; what is
 * secret of an address, and of RTMP all of it, stands in a file of presets that this process's account
 * alone may read, and that is gone as soon as it has been read. Pure.
 */
import type { LiveTarget } from "../../../protocol/mod.ts";

export interface SenderOrder {
  readonly target: LiveTarget;
  /** Of the server; of RTMP the relay goes there. */
  readonly ip: string;
  /** Where RTMP's relay listens. */
  readonly relayPort: number | undefined;
  /** Of the file of presets, which ends with `.ffpreset`. */
  readonly preset: string;
}

export function senderArgs({ target, ip, relayPort, preset }: SenderOrder): string[] {
  const reading = [
    ..."-hide_banner -nostdin -v error -nostats -progress pipe:1 -stats_period 0.25".split(" "),
    ..."-analyzeduration 1000000 -probesize 1000000 -fpsprobesize 0".split(" "),
    ..."-f mpegts -i pipe:0 -map 0:v -map 0:a -c copy".split(" "),
    "-fpre",
    preset,
  ];
  if (target.scheme === "srt") {
    const host = ip.includes(":") ? `[${ip}]` : ip;
    return [...reading, "-f", "mpegts", `srt://${host}:${target.port}?mode=caller`];
  }
  return [
    ...reading,
    ..."-bsf:a aac_adtstoasc -flvflags no_duration_filesize -f flv".split(" "),
    `rtmp://127.0.0.1:${relayPort}/`,
  ];
}

/** SRT's options that an address may set. */
const SRT_OPTIONS = ["streamid", "passphrase", "pbkeylen"] as const;

export function presetOf({ scheme, host, port, path, query }: LiveTarget): string {
  if (scheme === "srt") {
    const set = SRT_OPTIONS.flatMap((name) => {
      const value = query.get(name);
      return value ? [[name, value] as const] : [];
    });
    return lines([...set, ["transtype", "live"], ["connect_timeout", "5000"]]);
  }
  const slash = path.lastIndexOf("/");
  const [app, key] = [path.slice(0, slash), path.slice(slash + 1)];
  const name = host.includes(":") ? `[${host}]` : host;
  const search = query.size > 0 ? `?${query}` : "";
  return lines([
    ["rtmp_app", app],
    ["rtmp_playpath", key + search],
    // Servers of several names go by this one.
    ["rtmp_tcurl", `${scheme}://${name}:${port}/${app}`],
  ]);
}

/** Addresses have no line ends: each stands for itself. */
const lines = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([name, value]) => `${name}=${value}\n`).join("");
