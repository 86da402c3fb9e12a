/** How other devices on the local network reach this machine. */

/** Bridges and tunnels of containers and VPNs: no phone is on those. */
const VIRTUAL = /^(lo|docker|br-|veth|virbr|vmnet|vboxnet|tun|tap|wg|tailscale|zt|cni|flannel|lxc)/;

/** What `Deno.networkInterfaces` tells of an address. */
export type Address = Pick<Deno.NetworkInterfaceInfo, "name" | "family" | "address">;

/**
 * This machine's IPv4 address on the LAN, `undefined` where it has none. `PARLEY_LAN_ADDRESS` wins,
 * for machines with several.
 */
export function lanAddress(
  interfaces: readonly Address[] = Deno.networkInterfaces(),
  chosen = Deno.env.get("PARLEY_LAN_ADDRESS"),
): string | undefined {
  if (chosen) return chosen;
  return interfaces.find(({ name, family, address }) =>
    family === "IPv4" && !VIRTUAL.test(name) && !address.startsWith("127.") &&
    !address.startsWith("169.254.")
  )?.address;
}
