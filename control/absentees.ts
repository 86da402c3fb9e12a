/** More connections than end and come back in a moment, forged names included. */
const ABSENT_MAX = 10_000;

/**
 * Whose connections to the bus have ended, as the server says, and have not come back since. Whoever
 * subscribes to a process's subject, a tool for looking on perhaps, hides that nobody answers there:
 * then a question brings no *no responders*, only silence, which may as well be that of a slow process.
 * Silence of one who is absent is no slowness.
 */
export class Absentees {
  readonly #names = new Set<string>();

  left(name: string): void {
    this.#names.delete(name);
    this.#names.add(name);
    const [oldest] = this.#names;
    if (this.#names.size > ABSENT_MAX && oldest !== undefined) this.#names.delete(oldest);
  }

  came(name: string): void {
    this.#names.delete(name);
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }
}
