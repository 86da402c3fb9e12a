/** What a browser means when it gives no camera or microphone. Pure. */

export type DeviceProblem =
  | "denied" // The user, or a policy of theirs, said no.
  | "blocked" // The operating system said no.
  | "missing" // There is none, or it was unplugged.
  | "busy" // Another application has it.
  | "insecure" // The page came over plain HTTP.
  | "unknown";

/** Maps what `getUserMedia` rejected with. `isSecure`: whether the browser offers devices at all. */
export function deviceProblem(
  error: { name?: string; message?: string },
  isSecure = true,
): DeviceProblem {
  if (!isSecure) return "insecure";
  switch (error.name) {
    case "NotAllowedError":
    case "PermissionDeniedError":
      return /system/i.test(error.message ?? "") ? "blocked" : "denied";
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return "busy";
    default:
      return "unknown";
  }
}
