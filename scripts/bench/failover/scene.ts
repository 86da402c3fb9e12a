/** A call between real browsers on a whole stack, measured from inside, with its room kept busy. */
import type { Browser } from "playwright-core";
import { CallPage } from "../../../tests/browser/call_page.ts";
import { launchChromium } from "../../../tests/browser/chromium.ts";
import { CallProbe, CAMERA, installProbe, toneWav } from "../../../tests/browser/probe/mod.ts";
import type { RoomId } from "../../../protocol/mod.ts";
import {
  type CommandReport,
  type CommandStream,
  startCommandStream,
} from "../../../tests/harness/command_stream.ts";
import { createMeeting } from "../../../tests/harness/meetings.ts";
import { Stack } from "../../../tests/harness/stack.ts";
import { ownerOf } from "../../../tests/faults/owner.ts";
import { until } from "../../../tests/harness/until.ts";
import { BusEvents } from "./stages.ts";

/** As many as two cores draw beside everything else. */
const PEOPLE = ["Ada", "Ben"] as const;
const VIEWPORT = { width: 640, height: 480 } as const;
const HOSTS = 3;
const GATEWAYS = 2;
const NODES = 2;
const FIRST_MEDIA_LIMIT_MS = 20_000;

/** Somebody in the call, and what their page measures. */
export interface Seat {
  readonly page: CallPage;
  /** Another one after a reload. */
  probe: CallProbe;
}

export class Scene implements AsyncDisposable {
  readonly stack: Stack;
  readonly seats: readonly Seat[];
  readonly roomId: RoomId;
  /** What the bus said. */
  readonly events: BusEvents;
  /** Whether control hosts give clients a second media plane. */
  standby: "on" | "off" = "on";
  readonly #disposables: AsyncDisposableStack;
  #commands: CommandStream | undefined;
  #disposed: Promise<void> | undefined;

  private constructor(
    parts: Pick<Scene, "stack" | "seats" | "roomId" | "events">,
    disposables: AsyncDisposableStack,
  ) {
    this.stack = parts.stack;
    this.seats = parts.seats;
    this.roomId = parts.roomId;
    this.events = parts.events;
    this.#disposables = disposables;
  }

  /** Resolves when everybody hears somebody. */
  static async open(): Promise<Scene> {
    await using disposables = new AsyncDisposableStack();
    const stack = disposables.use(
      await Stack.start({ controlHosts: HOSTS, gateways: GATEWAYS, mediaNodes: NODES }),
    );
    const browser = disposables.use(await measuringBrowser(disposables));
    const { roomId, code } = await createMeeting(stack.gateway());
    const seats: Seat[] = [];
    for (const name of PEOPLE) {
      const url = `${stack.gateway().httpUrl}/m/${code}`;
      const page = disposables.use(
        await CallPage.open(browser, { name, url, viewport: VIEWPORT, prepare: installProbe }),
      );
      await page.join();
      seats.push({ page, probe: await CallProbe.of(page.page) });
    }
    await until(
      "everybody hears somebody",
      async () => await Promise.all(seats.map(({ probe }) => probe.silences(0))),
      (heard) => heard.every((silences) => silences !== null),
      FIRST_MEDIA_LIMIT_MS,
    );
    const events = disposables.use(new BusEvents({ stack, roomId }));
    const parts = { stack, seats, roomId, events };
    return new Scene(parts, disposables.move());
  }

  /**
   * A command every 20 ms to the call's room, from the first use on. It comes from a seat without
   * media, for which drains wait in vain: they have to come before.
   */
  async commands(): Promise<CommandStream> {
    return this.#commands ??= await startCommandStream(this.stack, this.roomId);
  }

  /** Ends the commands, if there were any; what became of them. */
  async silence(): Promise<CommandReport | undefined> {
    return await this.#commands?.stop();
  }

  /** The control host that owns the call's room. */
  async owner(): Promise<string> {
    return await ownerOf(this.stack, this.roomId);
  }

  /** The media node that carries the call now. */
  async nodeInUse(): Promise<string> {
    return await until("everybody's video comes from one node", async () => {
      const ports = await Promise.all(this.seats.map(({ probe }) => probe.mediaPort()));
      return new Set(ports).size === 1 ? this.#nodeAt(ports[0] ?? null) : undefined;
    }, (node) => node !== undefined) ?? "";
  }

  /** After a recovery that was not reached: everything runs again, everybody is in the call. */
  async revive(): Promise<void> {
    for (const name of this.processes) {
      const process = this.stack.process(name);
      process.signal("SIGCONT");
      if (!process.alive) await this.stack.restart(name, this.variables);
    }
    for (const seat of this.seats) {
      await seat.page.reload();
      await seat.page.untilJoined();
      seat.probe = await CallProbe.of(seat.page.page);
    }
  }

  get hosts(): readonly string[] {
    return numbered("control", HOSTS);
  }

  get nodes(): readonly string[] {
    return numbered("media", NODES);
  }

  get processes(): readonly string[] {
    return [...this.hosts, ...this.stack.gateways.map(({ name }) => name), ...this.nodes];
  }

  /** What control hosts are told beyond the usual. */
  get variables(): Record<string, string> {
    return { PARLEY_STANDBY: this.standby };
  }

  /** May be called again while it is under way. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#disposed ??= this.#dispose();
  }

  async #dispose(): Promise<void> {
    await this.#commands?.[Symbol.asyncDispose]();
    await this.#disposables.disposeAsync();
  }

  #nodeAt(port: number | null): string | undefined {
    return this.nodes.find((name) =>
      this.stack.variable(name, "PARLEY_MEDIA_PORT") === String(port)
    );
  }
}

function numbered(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${index + 1}`);
}

/** Its microphones carry a steady tone, its cameras 30 pictures a second. */
async function measuringBrowser(disposables: AsyncDisposableStack): Promise<Browser> {
  const tone = await Deno.makeTempFile({ prefix: "parley-tone-", suffix: ".wav" });
  disposables.defer(() => Deno.remove(tone));
  await Deno.writeFile(tone, toneWav());
  return await launchChromium({
    flags: [
      `--use-file-for-fake-audio-capture=${tone}`,
      `--use-fake-device-for-media-stream=fps=${CAMERA.frameRate}`,
    ],
    handlesSignals: true,
  });
}
