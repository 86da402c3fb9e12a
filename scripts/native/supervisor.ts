/**
 * Starts servers tier by tier, keeps them running, and stops them in the opposite order: what others
 * lean on starts first and ends last.
 */
import { type Colour, paint, say, sayDone } from "../lib/console.ts";
import { LogFile } from "./log_file.ts";
import { readableLine } from "./log_line.ts";
import { ManagedService, type ServiceEvents } from "./managed_service.ts";
import type { Service } from "./service.ts";

const COLOURS: readonly Colour[] = ["cyan", "magenta", "yellow", "green", "blue", "red"];

export interface SupervisorOptions {
  /** Where each server's output goes, as `<name>.log`. */
  readonly logFolder: string;
}

export class Supervisor implements AsyncDisposable {
  readonly #options: SupervisorOptions;
  readonly #tiers: ManagedService[][] = [];
  readonly #logs: LogFile[] = [];
  #stopped: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Every server that was started, in order. */
  get services(): readonly ManagedService[] {
    return this.#tiers.flat();
  }

  /**
   * Starts servers at the same time and resolves when all are ready.
   *
   * @throws NotReadyError of the first that is not. Those that run go on until `stop`.
   */
  async startTier(services: readonly Service[]): Promise<void> {
    if (this.#stopped) throw new Error("Cannot start servers: the supervisor is stopping");
    const tier = services.map((service) => {
      const log = new LogFile(`${this.#options.logFolder}/${service.name}.log`);
      this.#logs.push(log);
      return new ManagedService(service, log, this.#events);
    });
    this.#tiers.push(tier);
    await Promise.all(tier.map(async (managed) => {
      const startedAt = performance.now();
      await managed.start();
      const took = paint("grey", `${Math.round(performance.now() - startedAt)} ms`);
      const { service: { name, where }, pid } = managed;
      sayDone(`${name} on ${where}, process ${pid}, ${took}`);
    }));
  }

  /** Stops everything, the latest tier first. Idempotent. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #stopAll(): Promise<void> {
    for (const tier of this.#tiers.toReversed()) {
      await Promise.all(tier.map((managed) => managed.stop()));
    }
    this.#logs.forEach((log) => log[Symbol.dispose]());
  }

  readonly #events: ServiceEvents = {
    line: (service, text) => this.#say(service, readableLine(text), "plain"),
    notice: (service, text) => this.#say(service, text, "yellow"),
    gaveUp: (service) => this.#say(service, "is down; mend it and start anew", "red"),
  };

  /** Every line of `text` behind the server's name. */
  #say(service: Service, text: string, colour: Colour | "plain"): void {
    const label = this.#label(service);
    for (const line of text.split("\n")) {
      say(`${label} ${colour === "plain" ? line : paint(colour, line)}`);
    }
  }

  #label(service: Service): string {
    const names = this.services.map((managed) => managed.service.name);
    const colour = COLOURS[names.indexOf(service.name) % COLOURS.length] ?? "cyan";
    const width = Math.max(...names.map((name) => name.length));
    return paint(colour, `${service.name.padEnd(width)} │`);
  }
}
