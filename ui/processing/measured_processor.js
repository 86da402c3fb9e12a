/**
 * Loaded into an audio worklet before the module of an effect: whatever processor that one registers
 * measures itself. It tells `{ begun: true }` with the first sound that comes out of it, and each
 * second what it did. Plain JavaScript, since worklet modules are served as they are.
 */
const TELL_INTERVAL_FRAMES = sampleRate;
/**
 * The finest clock that worklets of this browser have. Chromium's have whole milliseconds: a block takes
 * none of them or one, and the sum over hundreds of blocks is about right.
 */
const clock = globalThis.performance ?? Date;

const register = globalThis.registerProcessor;

globalThis.registerProcessor = (name, Processor) => {
  register(
    name,
    class extends Processor {
      #hasBegun = false;
      #counted = { taken: 0, given: 0, busyMs: 0, frame: currentFrame, since: Date.now() };

      process(inputs, outputs, parameters) {
        const startedAt = clock.now();
        const goesOn = super.process(inputs, outputs, parameters);
        const counted = this.#counted;
        counted.busyMs += clock.now() - startedAt;
        counted.taken++;
        counted.given++;
        if (!this.#hasBegun && outputs[0]?.[0]?.some((sample) => sample !== 0)) {
          this.#hasBegun = true;
          this.port.postMessage({ begun: true });
        }
        if (currentFrame - counted.frame >= TELL_INTERVAL_FRAMES) this.#tell();
        return goesOn;
      }

      #tell() {
        const { taken, given, busyMs, frame, since } = this.#counted;
        const now = Date.now();
        const elapsedMs = now - since;
        const soundMs = (currentFrame - frame) / sampleRate * 1_000;
        const late = Math.max(0, 1 - soundMs / elapsedMs);
        this.port.postMessage({ measure: { taken, given, busyMs, elapsedMs, late } });
        this.#counted = { taken: 0, given: 0, busyMs: 0, frame: currentFrame, since: now };
      }
    },
  );
};
