/** Which of the gateways that a server names this page can use. */

/**
 * Best first: the one that served the page, then those of its own scheme. A page over HTTPS may open
 * `wss:` only, and a loopback address means nothing to another device.
 */
export function usableGateways(
  named: readonly string[],
  page: { protocol: string; host: string },
): string[] {
  const own = `${page.protocol === "https:" ? "wss:" : "ws:"}//${page.host}/ws`;
  const usable = sameScheme(named, own);
  if (usable.length === 0) return [own];
  return usable.includes(own) ? [own, ...usable.filter((url) => url !== own)] : usable;
}

/** Those of `named` that a page which opened `like` may open too. */
export function sameScheme(named: readonly string[], like: string): string[] {
  const scheme = new URL(like).protocol;
  return named.filter((url) => new URL(url).protocol === scheme);
}
