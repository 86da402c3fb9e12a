/** Was gesprochen wird, als Text. */
export const captions = {
  button: "Untertitel",
  short: "Untertitel",
  region: "Untertitel",
  keys: "Untertitel ein- oder ausblenden",
  shown: "Untertitel werden gezeigt",
  hidden: "Untertitel sind ausgeblendet",
  hide: "Untertitel ausblenden",
  off: "In dieser Besprechung sind die Untertitel aus. Ein Host kann sie einschalten.",
  encrypted:
    "In einer Ende-zu-Ende-verschlüsselten Besprechung gibt es keine Untertitel: Kein Server kann mithören.",
  ask: "Um Untertitel bitten",
  asked: "Die Leitung wurde gebeten.",
  askedBy: (name: string) => `${name} hätte gern Untertitel`,
  notNow: "Jetzt nicht",
  nobodyToAsk: "Es ist niemand da, der Untertitel einschalten kann.",
  startForAll: "Für alle einschalten",
  endForAll: "Für alle ausschalten",
  look: "Aussehen der Untertitel",
  sizes: { small: "Kleine Schrift", medium: "Mittlere Schrift", large: "Große Schrift" },
  contrast: "Hoher Kontrast",
};
