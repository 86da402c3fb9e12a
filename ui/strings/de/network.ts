import type { network as english } from "../en/network.ts";

/** Was ein schwaches Netz mit einem Gespräch macht. */
export const network = {
  weak: {
    all: "Ihr Netz ist schwach: Das Video der anderen ruht. Sie hören weiterhin alle.",
    some: "Ihr Netz ist schwach: Einige Videos ruhen. Sie hören weiterhin alle.",
    poor:
      "Das Netz zwischen Ihnen beiden ist schwach: Das Video kann stocken. Sie hören einander weiterhin.",
  },
  cameraHeld: "Ihr Netz ist schwach: Ihre Kamera ruht, damit Ihre Stimme durchkommt.",
  both: "Ihr Netz ist schwach: Alles Video ruht, damit Sie hören und gehört werden.",
  cameraBack: "Ihre Kamera wird wieder übertragen",
  videoBack: "Das Video der anderen ist wieder da",
  smooth: "Das Video läuft wieder",
} satisfies typeof english;
