import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

/** Where `npm start` serves the page: in development its configuration is taken from there. */
const PLATFORM = "http://127.0.0.1:4104";

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ["@flash/source", ...defaultClientConditions] },
  server: { proxy: { "/flash-config.json": PLATFORM } },
  build: {
    target: "es2023",
    // The policy allows no `data:` address, and every browser of that target preloads modules by itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
  },
});
