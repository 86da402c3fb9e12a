/**
 * Debian's Janus with its videoroom, set up to spend as little as it can: ICE lite as ours, few event
 * loops instead of a thread for each peer, nothing loaded that is not used, nothing logged.
 */
import { Child } from "../../../tests/harness/child.ts";
import { until } from "../../../tests/harness/until.ts";
import { freePort } from "../../native/ports.ts";
import { JanusSession } from "./janus_session.ts";
import { answerTo, offerOfLoad, remoteOf } from "./sdp.ts";
import type { Sfu } from "./sfu.ts";

const LIBRARIES = "/usr/lib/x86_64-linux-gnu/janus";
const ROOM = 77;
const FEED = 1;
const EVENT_LOOPS = 2;

export async function startJanus(address: string): Promise<Sfu> {
  await using disposables = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "parley-janus-" });
  disposables.defer(() => Deno.remove(folder, { recursive: true }));
  const port = freePort(0);
  await configure(folder, { address, port });
  const child = disposables.use(Child.spawn({
    name: "janus",
    command: "janus",
    args: ["--configs-folder", folder, "--config", `${folder}/janus.jcfg`],
  }));
  const url = `ws://${address}:${port}`;
  const session = disposables.use(
    await until(
      "janus answers",
      () => child.alive ? JanusSession.open(url).catch(() => undefined) : undefined,
      (opened) => opened !== undefined,
    ) ?? fail(child.tail),
  );
  const control = await session.attach();
  await control.ask({
    request: "create",
    room: ROOM,
    publishers: 2,
    bitrate: 0,
    videocodec: "vp8",
  });
  const all = disposables.move();

  return {
    name: "janus",
    pids: () => Promise.resolve([child.pid]),
    async publish(local) {
      const handle = await session.attach();
      await handle.ask({ request: "join", ptype: "publisher", room: ROOM, id: FEED });
      const { jsep } = await handle.ask({ request: "publish", audiocodec: "opus" }, {
        type: "offer",
        sdp: offerOfLoad(local),
      });
      if (!jsep) throw new Error("Cannot publish: janus answered nothing");
      return remoteOf(jsep.sdp);
    },
    async subscribe(local) {
      const handle = await session.attach();
      const { jsep } = await handle.ask({
        request: "join",
        ptype: "subscriber",
        room: ROOM,
        streams: [{ feed: FEED }],
      });
      if (!jsep) throw new Error("Cannot subscribe: janus offered nothing");
      await handle.ask({ request: "start" }, { type: "answer", sdp: answerTo(jsep.sdp, local) });
      return remoteOf(jsep.sdp);
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

function fail(said: string): never {
  throw new Error(`Cannot start janus:\n${said}`);
}

async function configure(
  folder: string,
  { address, port }: { address: string; port: number },
): Promise<void> {
  await Deno.writeTextFile(
    `${folder}/janus.jcfg`,
    `general: {
  plugins_folder = "${LIBRARIES}/plugins"
  transports_folder = "${LIBRARIES}/transports"
  events_folder = "${LIBRARIES}/events"
  loggers_folder = "${LIBRARIES}/loggers"
  interface = "${address}"
  debug_level = 2
  event_loops = ${EVENT_LOOPS}
  session_timeout = 0
}
nat: { ice_lite = true, ice_tcp = false, nice_debug = false }
media: { ipv6 = false, slowlink_threshold = 0 }
plugins: { disable = "${others("plugins", "videoroom")}" }
transports: { disable = "${others("transports", "websockets")}" }
`,
  );
  await Deno.writeTextFile(`${folder}/janus.plugin.videoroom.jcfg`, "general: {}\n");
  await Deno.writeTextFile(
    `${folder}/janus.transport.websockets.jcfg`,
    `general: { ws = true, ws_ip = "${address}", ws_port = ${port}, wss = false }\n`,
  );
}

/** The libraries of a kind but one, for a line of configuration. */
function others(kind: string, kept: string): string {
  return [...Deno.readDirSync(`${LIBRARIES}/${kind}`)].map(({ name }) => name)
    .filter((name) => name.endsWith(".so") && !name.includes(kept)).join(",");
}
