/** Tells when the person, or their browser, changes what this page may capture. */
import type { DeviceKind } from "./device_state.ts";

/** Returns its own unsubscribe. Browsers without the Permissions API tell nothing. */
export function watchPermissions(
  changed: (kind: DeviceKind, state: PermissionState) => void,
): () => void {
  const stops: (() => void)[] = [];
  let isStopped = false;
  for (const kind of ["microphone", "camera"] as const) {
    query(kind)?.then((status) => {
      if (isStopped) return;
      const tell = () => changed(kind, status.state);
      status.addEventListener("change", tell);
      stops.push(() => status.removeEventListener("change", tell));
    }).catch(() => {}); // Firefox before 131 knows no such names.
  }
  return () => {
    isStopped = true;
    for (const stop of stops.splice(0)) stop();
  };
}

/** Absent in older Safari, whatever the types say; the names are not in TypeScript's list. */
function query(name: DeviceKind): Promise<PermissionStatus> | undefined {
  const permissions: Permissions | undefined = navigator.permissions;
  return permissions?.query({ name: name as PermissionName });
}
