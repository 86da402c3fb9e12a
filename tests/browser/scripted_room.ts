/**
 * A page with no servers behind it: the built client, and a gateway that says what a test wants. For
 * what the client does by itself; what it does together with the servers runs on a stack.
 */
import { Buffer } from "node:buffer";
import type { Browser, BrowserContext, Page, WebSocketRoute } from "playwright-core";
import {
  ClientMessage,
  EMPTY_MEETING,
  type Joined,
  type MeetingCommand,
  type MeetingTicket,
  type MeetingView,
  type PeerView,
  type RoomChange,
  type ServerMessage,
  type Signal,
  type View,
} from "../../protocol/mod.ts";
import { until } from "./until.ts";
import { DESKTOP, PHONE } from "./call_page.ts";

const DIST = new URL("../../dist/ui/", import.meta.url);
/** Browsers give devices to secure pages and to this machine's own. */
const ORIGIN = "http://localhost";
const CODE = "123456789";
const SELF = "self";
const COMMANDS_MAX = 1_000;
const TYPES: Readonly<Record<string, string>> = {
  css: "text/css",
  html: "text/html",
  js: "text/javascript",
  svg: "image/svg+xml",
};

export interface ScriptedRoomOptions {
  peers: readonly PeerView[];
  meeting?: Partial<MeetingView>;
  viewport?: { width: number; height: number };
  locale?: string;
  colorScheme?: "dark" | "light";
  /** Answers joins with this until it is changed. */
  waiting?: "admission" | "host";
  /** A phone: touched, not clicked. */
  isPhone?: boolean;
  /** Sets the profile up before the page loads. */
  prepare?: (context: BrowserContext) => Promise<void>;
  /** Stays before the look in the mirror. */
  isOutside?: boolean;
  /** What the page may load and run, as gateways say it; none unless told. */
  policy?: string;
}

/** Somebody in a room; the one in front of the page has the id `self`. */
export const person = (id: string, more: Partial<PeerView> = {}): PeerView => ({
  id,
  name: id,
  role: "participant",
  joinedAt: 1,
  connected: true,
  producers: [],
  ...more,
});

export class ScriptedRoom implements AsyncDisposable {
  readonly page: Page;
  /** What the page asked of the meeting, in order; all of it is granted and nothing is done. */
  readonly commands: MeetingCommand[] = [];
  readonly errors: string[] = [];
  /** What the page said last that it looks at. */
  view: View | undefined;
  waiting: "admission" | "host" | undefined;
  readonly #context: BrowserContext;
  readonly #options: ScriptedRoomOptions;
  #socket: WebSocketRoute | undefined;
  #rev = 1;

  private constructor(context: BrowserContext, page: Page, options: ScriptedRoomOptions) {
    this.#context = context;
    this.#options = options;
    this.page = page;
    this.waiting = options.waiting;
    page.on("pageerror", (error) => this.errors.push(error.message));
  }

  /** Opens the page and goes in, or to the door. */
  static async open(browser: Browser, options: ScriptedRoomOptions): Promise<ScriptedRoom> {
    const { isPhone = false, locale = "en", colorScheme = "dark" } = options;
    const context = await browser.newContext({
      viewport: options.viewport ?? (isPhone ? PHONE : DESKTOP),
      locale,
      colorScheme,
      ...(isPhone && { isMobile: true, hasTouch: true, deviceScaleFactor: 2 }),
    });
    await options.prepare?.(context);
    const page = await context.newPage();
    const room = new ScriptedRoom(context, page, options);
    await page.route(`${ORIGIN}/**`, async (route) => {
      const path = new URL(route.request().url()).pathname;
      const answer = answerOf(path, options);
      if (answer) return await route.fulfill({ json: answer });
      const file = path.startsWith("/assets/") ? path.slice(1) : "index.html";
      const body = Buffer.from(await Deno.readFile(new URL(file, DIST)));
      await route.fulfill({
        body,
        headers: {
          "content-type": TYPES[file.split(".").at(-1) ?? ""] ?? "application/octet-stream",
          ...(options.policy !== undefined && { "content-security-policy": options.policy }),
        },
      });
    });
    await page.routeWebSocket(/gateway/, (socket) => {
      room.#socket = socket;
      socket.onMessage((text) => room.#answer(String(text)));
    });
    await page.addInitScript(() => {
      const key = "parley.preferences"; // Kept over a reload.
      const known = localStorage.getItem(key);
      localStorage.setItem(key, known ?? JSON.stringify({ name: "Ada Lovelace" }));
    });
    await page.goto(`${ORIGIN}/m/${CODE}`);
    await page.locator(".name-form").waitFor();
    if (options.isOutside) return room;
    await page.locator(".name-form button[type=submit]").click();
    const inside = options.waiting ? "waiting" : "call";
    await page.getByTestId(inside).waitFor();
    return room;
  }

  /** Everybody is told of these changes. */
  say(...changes: RoomChange[]): void {
    const from = this.#rev++;
    this.#send({ type: "room", epoch: 1, from, to: this.#rev, changes });
  }

  signal(signal: Signal): void {
    this.#send({ type: "signal", signal });
  }

  /** Somebody inside decides about the one who waits. */
  decide(state: "admitted" | "denied"): void {
    this.waiting = undefined;
    this.#send({ type: "lobby", lobby: { state } });
  }

  /** Waits until the page has asked for this. */
  async untilAsked(type: MeetingCommand["type"]): Promise<MeetingCommand> {
    const command = await until(
      `the page asks to ${type}`,
      () => Promise.resolve(this.commands.find((command) => command.type === type)),
      (command) => command !== undefined,
    );
    if (!command) throw new Error("Cannot be: it was asked for");
    return command;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }

  #answer(text: string): void {
    const message = ClientMessage.parse(JSON.parse(text));
    if (message.type === "command") {
      if (this.commands.length >= COMMANDS_MAX) throw new Error("Cannot go on: a page in a loop");
      this.commands.push(message.command);
    }
    if (message.type === "view") this.view = message.view;
    this.#send({ type: "answer", id: message.id, ok: true, result: this.#resultOf(message) });
  }

  #resultOf({ type }: ClientMessage): unknown {
    const snapshot = {
      roomId: "r1",
      code: CODE,
      title: "Standup",
      createdAt: 1,
      rev: this.#rev,
      peers: [...this.#options.peers],
      meeting: { ...EMPTY_MEETING, ...this.#options.meeting },
    };
    if (type === "sync") return { epoch: 1, snapshot };
    if (type !== "join") return {};
    if (this.waiting) return { peerId: SELF, lobby: { state: "waiting", for: this.waiting } };
    const joined: Joined = {
      roomId: "r1",
      peerId: SELF,
      sessionId: "s1",
      role: "participant",
      resumeToken: "resume",
      epoch: 1,
      snapshot,
      media: null,
      iceServers: [],
      gateways: [],
    };
    return joined;
  }

  #send(message: ServerMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }
}

function answerOf(path: string, { peers }: ScriptedRoomOptions): unknown {
  switch (path) {
    case "/api/config":
      return { gateways: ["ws://localhost/gateway"], publicUrl: ORIGIN, development: false };
    case `/api/meetings/${CODE}`:
      return { code: CODE, title: "Standup" };
    case `/api/meetings/${CODE}/tickets`: {
      const ticket: MeetingTicket = {
        roomId: "r1",
        code: CODE,
        title: "Standup",
        link: `${ORIGIN}/m/${CODE}`,
        peerId: SELF,
        role: peers.find(({ id }) => id === SELF)?.role ?? "participant",
        token: "token",
        expiresAt: Date.now() + 3_600_000,
      };
      return ticket;
    }
    default:
      return undefined;
  }
}
