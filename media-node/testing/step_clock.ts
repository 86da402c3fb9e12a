import type { Clock } from "../../kit/mod.ts";

/** Time that moves when told to. */
export class StepClock implements Clock {
  nowMs = 0;
  #due: { atMs: number; fn: () => void }[] = [];

  wallMs(): number {
    return this.nowMs;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  after(delayMs: number, fn: () => void): () => void {
    const timer = { atMs: this.nowMs + delayMs, fn };
    this.#due.push(timer);
    return () => this.#due = this.#due.filter((other) => other !== timer);
  }

  /** Runs what falls due, each at its time, also what that has called for. */
  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    for (let timer; (timer = this.#next(endMs));) {
      this.nowMs = timer.atMs;
      this.#due = this.#due.filter((other) => other !== timer);
      timer.fn();
    }
    this.nowMs = endMs;
  }

  /** As of a process that stood still: what fell due meanwhile runs once, late. */
  jump(ms: number): void {
    this.nowMs += ms;
    const due = this.#due.filter(({ atMs }) => atMs <= this.nowMs);
    this.#due = this.#due.filter(({ atMs }) => atMs > this.nowMs);
    for (const { fn } of due) fn();
  }

  #next(endMs: number) {
    return this.#due.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
  }
}
