import type { S3ClientConfig } from "@aws-sdk/client-s3";

/**
 * What the SDK would look for in files of the account's home, or ask of the system, if it were not told. A
 * process has permission for neither, and needs no answer: it is told all by its own configuration.
 */
export const SETTLED = {
  authSchemePreference: [],
  defaultsMode: "standard",
  disableClockSkewCorrection: false,
  disableMultiregionAccessPoints: true,
  disableS3ExpressSessionAuth: true,
  retryMode: "standard",
  sigv4aSigningRegionSet: [],
  useArnRegion: false,
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: () => Promise.resolve(undefined),
  defaultUserAgentProvider: () => Promise.resolve([["parley"]]),
} satisfies S3ClientConfig;
