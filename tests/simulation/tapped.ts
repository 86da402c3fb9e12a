/** A bus with something in between: what a process sends and hears can be changed or lost. */
import type { Bus } from "../../kit/mod.ts";
import type { BusTaps } from "./variant.ts";

export function tapped(bus: Bus, taps: BusTaps): Bus {
  const { published, received, asked } = taps;
  return {
    get connected() {
      return bus.connected;
    },
    publish(subject, body) {
      if (!published) return bus.publish(subject, body);
      published(subject, body, (changed) => bus.publish(subject, changed));
    },
    async request(subject, body, timeoutMs) {
      const request = () => bus.request(subject, body, timeoutMs);
      return await (asked ? asked(subject, request) : request());
    },
    subscribe(subject, options, handler) {
      if (!received) return bus.subscribe(subject, options, handler);
      return bus.subscribe(subject, options, (message) => received(message, handler));
    },
    onStatus: (listener) => bus.onStatus(listener),
    flush: () => bus.flush(),
    close: () => bus.close(),
  };
}
