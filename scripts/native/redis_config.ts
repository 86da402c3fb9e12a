/** The configuration of Redis: loopback, a password, and no file, since what it holds may be lost. */

/** Beyond this, Redis drops the keys that expire soonest. */
const MEMORY_MAX = "256mb";

export interface RedisConfigOptions {
  readonly port: number;
  readonly folder: string;
  readonly password: string;
}

/** The text of `redis.conf`. It holds the password: write it readable by the server alone. */
export function redisConfig(options: RedisConfigOptions): string {
  return [
    "bind 127.0.0.1",
    "protected-mode yes",
    `port ${options.port}`,
    `dir "${options.folder}"`,
    `requirepass ${options.password}`,
    'save ""',
    "appendonly no",
    `maxmemory ${MEMORY_MAX}`,
    "maxmemory-policy volatile-ttl",
    "daemonize no",
    "loglevel notice",
    "",
  ].join("\n");
}
