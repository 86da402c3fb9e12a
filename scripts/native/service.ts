/** What the supervisor has to know of a server to start it, watch it and stop it. A plain value. */
import type { Account } from "./account.ts";

export interface Service {
  /** Unique, short: it stands before each of its log lines. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment: nothing of ours leaks into it. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Whose rights it gets; ours where there is nothing to drop. */
  readonly account: Account | undefined;
  /** Whether it does its work now; asked again and again. Never throws. */
  readonly ready: () => Promise<boolean>;
  readonly readyTimeoutMs: number;
  /** Asks for an orderly end. */
  readonly stopSignal: Deno.Signal;
  /** After this long it is killed. */
  readonly stopTimeoutMs: number;
  /** Lines that go to its log file only: greetings and routine. */
  readonly quiet?: RegExp;
  /** Shown when it is ready, such as `127.0.0.1:4222`. */
  readonly where: string;
}
