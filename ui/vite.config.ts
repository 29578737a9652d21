import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// During development the page is served here and talks to devhost; its address is given by DEVHOST.
const devhost = process.env.DEVHOST ?? "http://127.0.0.1:4310";

export default defineConfig({
  plugins: [react()],
  clearScreen: false,
  server: {
    host: "127.0.0.1",
    port: 5173,
    strictPort: false,
    proxy: { "/api": { target: devhost, changeOrigin: true } },
  },
  // WebKitGTK 2.40 and Chromium 110 are the oldest views that the desktop runs in.
  build: { target: ["safari16", "chrome110"], sourcemap: false, chunkSizeWarningLimit: 900 },
  test: {
    environment: "jsdom",
    setupFiles: ["./tests/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    // The screens are rendered whole: a busy machine needs its time.
    testTimeout: 30_000,
  },
});
