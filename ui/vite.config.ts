/** Builds the client into `dist/ui`: hashed files, nothing inline, since the policy is strict. */
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname!,
  base: "/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  resolve: {
    // TensorFlow Lite's loader asks for them where it runs on Node.js; no browser has them.
    alias: [{ find: /^(fs|path)$/, replacement: `${import.meta.dirname}/processing/no_node.ts` }],
  },
  build: {
    outDir: "../dist/ui",
    emptyOutDir: true,
    target: "es2022",
    chunkSizeWarningLimit: 700, // Kilobytes; mediasoup-client and zod are most of it.
    assetsInlineLimit: 0, // A data: URL would need a hole in the policy.
    modulePreload: { polyfill: false },
  },
});
