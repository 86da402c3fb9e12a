/** Every way that was tried, for those who look after networks. */
import type { Reach } from "../../link/ice_probe.ts";
import { LOOP_KBITS_MAX } from "../../link/relay_loop.ts";
import type { CheckState } from "../../models/network_check/check.ts";
import { locale } from "../../models/language.ts";
import { t } from "../../strings/mod.ts";

const KBITS_PER_MEGABIT = 1_000;

export function NetworkDetails(
  { measurements }: Extract<CheckState, { kind: "done" }>,
) {
  const { nodes, relays, loop } = measurements;
  return (
    <table class="network-table">
      <thead>
        <tr>
          <th scope="col">{t.reach.path}</th>
          <th scope="col">{t.reach.result}</th>
        </tr>
      </thead>
      <tbody>
        {nodes.map(({ nodeId, region, udp, tcp }) => (
          <>
            <Row name={t.reach.node(region ?? nodeId, "UDP")} value={reachText(udp)} />
            {tcp !== undefined && (
              <Row name={t.reach.node(region ?? nodeId, "TCP")} value={reachText(tcp)} />
            )}
          </>
        ))}
        {(["udp", "tcp", "tls"] as const).map((way) => {
          const reach = relays[way];
          if (reach === undefined) return null;
          return <Row key={way} name={t.reach.relay[way]} value={reachText(reach)} />;
        })}
        {loop && (
          <Row
            name={t.reach.throughput}
            value={`${
              t.reach.rate(
                megabits(loop.kbits),
                loop.kbits >= LOOP_KBITS_MAX,
              )
            }, ${t.reach.lost(percent(loop.loss))}`}
          />
        )}
      </tbody>
    </table>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{value}</td>
    </tr>
  );
}

function reachText(reach: Reach | null): string {
  if (!reach) return t.reach.notReached;
  return t.reach.reached(Math.max(1, Math.round(reach.rttMs)), percent(reach.loss));
}

const percent = (share: number) => Math.round(share * 100);

const megabits = (kbits: number) =>
  (kbits / KBITS_PER_MEGABIT).toLocaleString(locale.value, { maximumFractionDigits: 1 });
