import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const controlPlane = "http://127.0.0.1:7411";
const served = [
	"/graphql",
	"/session",
	"/sign-in/",
	"/sign-out",
	"/invitation",
	"/outputs",
	"/audit/export",
];

/** @public Vite looks for it. */
// biome-ignore lint/style/noDefaultExport: Vite looks for it.
export default defineConfig({
	plugins: [react()],
	build: {
		target: "es2023",
		// Everything under /assets is named by its content, and may be kept for ever.
		assetsDir: "assets",
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		chunkSizeWarningLimit: 900,
	},
	server: {
		proxy: Object.fromEntries(served.map((path) => [path, controlPlane])),
	},
});
