/** The processes of a stack, described and not yet started. */
import { freePort } from "../../../scripts/native/ports.ts";
import type { ChildOptions } from "../child.ts";
import {
  type ControlOptions,
  controlProcess,
  mediaProcess,
  recorderProcess,
  streamerProcess,
  transcriberProcess,
  workerProcess,
} from "../processes.ts";
import { type Gateway, gatewayAt } from "./gateway.ts";
import type { StackNames } from "./names.ts";
import type { StackOptions } from "./options.ts";
import type { Ground } from "./servers.ts";

/** A process with all it is told; given variables come on top of its usual ones. */
export type Describe = (variables: Readonly<Record<string, string>>) => ChildOptions;

export interface Planned {
  readonly name: string;
  readonly describe: Describe;
  /** Where it answers `/readyz` on loopback; `undefined`: it says in its log that it is ready. */
  readonly healthPort: number | undefined;
}

export interface Plan {
  readonly processes: readonly Planned[];
  readonly gateways: readonly Gateway[];
  /** Which media node listens on which port. */
  readonly mediaPorts: ReadonlyMap<number, string>;
}

/** Chooses the ports. */
export function planProcesses(options: StackOptions, names: StackNames, ground: Ground): Plan {
  const medias = names.medias.map((name) => ({ name, port: freePort(0) }));
  const faces = names.faces.map((name) => ({ name, port: freePort(0) }));
  const planned: Planned[] = [
    ...medias.map(({ name, port }) => mediaNode(options, ground, name, port)),
    ...names.transcribers.map((name) => transcriber(ground, name)),
    ...names.recorders.map((name) => recorder(ground, name)),
    ...names.streamers.map((name) => streamer(ground, name)),
    ...names.workers.map((name) => worker(ground, name)),
    ...controls(options, names, ground, faces),
  ];
  return {
    processes: planned.map(({ describe, ...rest }) => ({
      ...rest,
      describe: (variables) => describe({ ...options.variables, ...variables }),
    })),
    gateways: faces.map(({ name, port }) => gatewayAt(name, port)),
    mediaPorts: new Map(medias.map(({ name, port }) => [port, name])),
  };
}

function mediaNode(
  { announcedAddress }: StackOptions,
  { neighbours, workerBin }: Ground,
  name: string,
  mediaPort: number,
): Planned {
  const healthPort = freePort(0);
  const announced: Record<string, string> = announcedAddress === undefined
    ? {}
    : { PARLEY_MEDIA_ANNOUNCED_ADDRESS: announcedAddress };
  const metricsPort = freePort(0);
  const given = { ...neighbours, name, workerBin, mediaPort, healthPort, metricsPort };
  const describe: Describe = (variables) =>
    mediaProcess({ ...given, variables: { ...announced, ...variables } });
  return { name, describe, healthPort };
}

function transcriber({ neighbours }: Ground, name: string): Planned {
  const healthPort = freePort(0);
  const given = { ...neighbours, name, healthPort };
  return { name, describe: (variables) => transcriberProcess({ ...given, variables }), healthPort };
}

function recorder({ neighbours, spoolsFolder }: Ground, name: string): Planned {
  const healthPort = freePort(0);
  const spoolFolder = `${spoolsFolder}/${name}`;
  const given = { ...neighbours, name, healthPort, spoolFolder, metricsPort: freePort(0) };
  return { name, describe: (variables) => recorderProcess({ ...given, variables }), healthPort };
}

function streamer({ neighbours, spoolsFolder }: Ground, name: string): Planned {
  const healthPort = freePort(0);
  const given = { ...neighbours, name, healthPort, workFolder: `${spoolsFolder}/${name}` };
  return { name, describe: (variables) => streamerProcess({ ...given, variables }), healthPort };
}

function worker({ neighbours, spoolsFolder }: Ground, name: string): Planned {
  const healthPort = freePort(0);
  const given = { ...neighbours, name, healthPort, workFolder: `${spoolsFolder}/work` };
  return { name, describe: (variables) => workerProcess({ ...given, variables }), healthPort };
}

/** Each with every role, or gateways first and hosts without sockets behind them. */
function controls(
  options: StackOptions,
  names: StackNames,
  { neighbours }: Ground,
  faces: readonly { readonly name: string; readonly port: number }[],
): Planned[] {
  const apart = names.faces !== names.controls;
  const gatewayPorts = faces.map(({ port }) => port);
  const standby: Record<string, string> = options.standby === false
    ? { PARLEY_STANDBY: "off" }
    : {};
  const planned = (
    given: Pick<ControlOptions, "name" | "httpPort" | "roles">,
    healthPort: number | undefined,
  ): Planned => {
    const known = { ...neighbours, gatewayPorts, metricsPort: freePort(0), ...given };
    const describe: Describe = (variables) =>
      controlProcess({
        ...known,
        variables: { ...standby, ...options.controlVariables, ...variables },
      });
    return { name: given.name, describe, healthPort };
  };
  return [
    ...faces.map(({ name, port }) =>
      planned({ name, httpPort: port, ...(apart && { roles: ["gateway"] }) }, port)
    ),
    ...(apart ? names.controls : []).map((name) =>
      planned({ name, httpPort: 0, roles: ["host", "projector"] }, undefined)
    ),
  ];
}
