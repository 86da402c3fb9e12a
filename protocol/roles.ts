import { z } from "zod";

export const Role = z.enum(["host", "cohost", "participant", "viewer"]);
export type Role = z.infer<typeof Role>;

/** What a track shows or carries. */
export const Source = z.enum(["mic", "cam", "screen", "screen-audio"]);
export type Source = z.infer<typeof Source>;

/** A name people see; trimmed, without control characters. */
export const DisplayName = z.string().trim().min(1).max(80).regex(/^[^\p{Cc}]*$/u);
