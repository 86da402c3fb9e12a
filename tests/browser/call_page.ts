import type { Browser, BrowserContext, Page } from "playwright-core";
import type { MeetingCommand, Source } from "../../protocol/mod.ts";
import type { IcePath } from "../../ui/link/ice_path.ts";
import type { DebugState, DebugStats } from "../../ui/models/debug.ts";
import { PAGE_LIMIT_MS, until } from "./until.ts";

/** Lines of a page's console that are kept for failing tests. */
const CONSOLE_LINES_MAX = 100;

export const DESKTOP = { width: 1280, height: 720 } as const;
export const PHONE = { width: 390, height: 844 } as const;

export interface CallPageOptions {
  name: string;
  url: string;
  viewport?: { width: number; height: number };
  /** Sets the profile up before the page loads; such a page may load what its policy forbids. */
  prepare?: (context: BrowserContext) => Promise<void>;
}

/** Somebody in front of a browser: a profile of their own, one tab, and what they do with it. */
export class CallPage implements AsyncDisposable {
  readonly name: string;
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #console: string[] = [];

  private constructor(name: string, context: BrowserContext, page: Page) {
    this.name = name;
    this.#context = context;
    this.page = page;
    page.on("console", (message) => this.#keep(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => this.#keep(`uncaught: ${error.message}`));
  }

  static async open(
    browser: Browser,
    { name, url, viewport = DESKTOP, prepare }: CallPageOptions,
  ): Promise<CallPage> {
    const context = await browser.newContext({
      viewport,
      colorScheme: "dark",
      bypassCSP: prepare !== undefined,
    });
    await prepare?.(context);
    const page = await context.newPage();
    page.setDefaultTimeout(PAGE_LIMIT_MS);
    const opened = new CallPage(name, context, page);
    // Nothing of the page is there before its script has run: whoever looks for something waits for that.
    await page.goto(url, { waitUntil: "commit" });
    return opened;
  }

  /** What the page said on its console, errors it did not catch among it. */
  get console(): string {
    return [`--- console of ${this.name}:`, ...this.#console].join("\n");
  }

  /** Makes a new meeting from the start page. */
  async startMeeting(): Promise<void> {
    await this.page.getByRole("button", { name: "New meeting" }).click();
  }

  /** Types a code or link on the start page. */
  async enterCode(code: string): Promise<void> {
    await this.page.getByLabel("Meeting code or link").fill(code);
    await this.page.getByRole("button", { name: "Join", exact: true }).click();
  }

  /** From the look in the mirror into the call. */
  async join(): Promise<void> {
    await this.page.getByLabel("Your name").fill(this.name);
    await this.page.getByRole("button", { name: "Join now" }).click();
    await this.untilJoined();
  }

  /** To the door of a meeting with a waiting room. */
  async knock(): Promise<void> {
    await this.page.getByLabel("Your name").fill(this.name);
    await this.page.getByRole("button", { name: "Join now" }).click();
    await this.page.getByTestId("waiting").waitFor();
  }

  async untilJoined(): Promise<void> {
    await this.until("is joined", ({ status }) => status === "joined");
  }

  async share(): Promise<void> {
    await this.page.getByRole("button", { name: "Share screen" }).click();
  }

  async leave(): Promise<void> {
    await this.page.getByRole("button", { name: "Leave", exact: true }).click();
  }

  /** Turns a device of the call's controls off or on. */
  async toggle(device: "Microphone" | "Camera"): Promise<void> {
    await this.page.getByRole("button", { name: device, exact: true }).click();
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  async state(): Promise<DebugState | null> {
    return await this.page.evaluate(() => globalThis.__parley?.state() ?? null);
  }

  /** Asks the room as a button of the page would. */
  async ask(command: MeetingCommand): Promise<void> {
    const isDone = await this.page.evaluate(
      (command) => globalThis.__parley?.command(command),
      command,
    );
    if (!isDone) throw new Error(`Cannot ${command.type}: the room refused`);
  }

  async stats(): Promise<DebugStats[]> {
    return await this.page.evaluate(() => globalThis.__parley?.stats() ?? []);
  }

  /** How packets of a plane travel: what is sent, and what is received. */
  async paths(plane: "active" | "standby" = "active"): Promise<(IcePath | undefined)[]> {
    return await this.page.evaluate((plane) => globalThis.__parley?.paths(plane) ?? [], plane);
  }

  /** Waits for a state of the call and resolves to it. */
  async until(what: string, reached: (state: DebugState) => boolean): Promise<DebugState> {
    const state = await until(
      `${this.name} ${what}`,
      () => this.state(),
      (state) => state !== null && reached(state),
    );
    if (!state) throw new Error("Cannot be: a state was seen");
    return state;
  }

  async peerId(): Promise<string> {
    return (await this.until("has a seat", ({ selfId }) => selfId !== null)).selfId ?? "";
  }

  /** The track of another as it arrives here; `undefined` if it does not. */
  async track(peerId: string, source: Source): Promise<DebugStats | undefined> {
    return (await this.stats()).find((track) => track.peerId === peerId && track.source === source);
  }

  /** Waits until a track's frames (video) or energy (audio) rise from where they are. */
  async untilReceiving(peerId: string, source: Source): Promise<void> {
    const look = async () => {
      const track = await this.track(peerId, source);
      const level = source === "mic" ? track?.audioEnergy : track?.framesDecoded;
      return { by: track?.consumerId, level: level ?? 0 };
    };
    let start = await look();
    const rise = source === "mic" ? 0 : 5;
    await until(
      `${this.name} receives ${source} of ${peerId}`,
      async () => {
        const now = await look();
        // Another consumer counts from its own beginning.
        if (now.by !== start.by) start = now;
        return { ...now, since: start.level };
      },
      ({ level, since }) => level > since + rise,
    );
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }

  #keep(line: string): void {
    this.#console.push(line);
    if (this.#console.length > CONSOLE_LINES_MAX) this.#console.shift();
  }
}
