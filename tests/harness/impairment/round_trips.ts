/**
 * Sends datagrams to an echo and prints how many came back, the fastest round trip in ms, and the ms
 * from the first that was sent to the last that came:
 * `round_trips.ts <address> <port> <count> <bytes> <everyMs>`. Run in a guest's namespace.
 */
import { createSocket } from "node:dgram";

/** After the last one is sent. */
const PATIENCE_MS = 1_500;

const [address, port, count = 0, bytes = 0, everyMs = 0] = Deno.args.map((argument, index) =>
  index === 0 ? argument : Number(argument)
) as [string, number, number, number, number];

const socket = createSocket("udp4");
const trips: number[] = [];
let tookMs = 0;
socket.on("message", (packet) => {
  const { sentMs } = JSON.parse(new TextDecoder().decode(packet));
  const nowMs = performance.now();
  trips.push(nowMs - sentMs);
  tookMs = nowMs - beganMs;
});
const beganMs = performance.now();
let sent = 0;
const timer = setInterval(() => {
  const due = Math.min(count, (performance.now() - beganMs) / everyMs);
  for (; sent < due; sent++) {
    socket.send(JSON.stringify({ sentMs: performance.now() }).padEnd(bytes), port, address);
  }
  if (sent < count) return;
  clearInterval(timer);
  setTimeout(() => {
    console.log(JSON.stringify({ came: trips.length, leastMs: Math.min(...trips), tookMs }));
    socket.close();
  }, PATIENCE_MS);
}, 1);
