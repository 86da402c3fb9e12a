/** A container's health: exits 0 when the process answers ready on the port given. */
const TIMEOUT_MS = 2_000;

const ready = await fetch(`http://127.0.0.1:${Deno.args[0]}/readyz`, {
  signal: AbortSignal.timeout(TIMEOUT_MS),
}).then((response) => response.ok, () => false);
Deno.exit(ready ? 0 : 1);
