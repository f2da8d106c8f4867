import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

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

const fontPackages = ["inter", "jetbrains-mono"];

/** @public Vite looks for it. */
// biome-ignore lint/style/noDefaultExport: Vite looks for it.
export default defineConfig({
	plugins: [react(), fetchedAhead(), fontLicences()],
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

/**
 * What nearly every visit needs is fetched with the page, not when it is first asked for: who is signed in, the fonts of text and
 * code, and the console.
 */
function fetchedAhead(): Plugin {
	const link = (
		rel: string,
		href: string,
		more: Record<string, string> = {},
	) => ({
		tag: "link",
		attrs: { rel, href, crossorigin: true, ...more },
		injectTo: "head" as const,
	});
	return {
		name: "fetched-ahead",
		transformIndexHtml: {
			order: "post",
			handler: (_, { bundle = {} }) => {
				const names = Object.keys(bundle);
				const fonts = names.filter((name) =>
					/-latin-wght-normal-[\w-]+\.woff2$/.test(name),
				);
				const console = names.filter((name) =>
					/\/console-page-[\w-]+\.js$/.test(name),
				);
				return [
					link("preload", "/session", { as: "fetch" }),
					...fonts.map((name) =>
						link("preload", `/${name}`, { as: "font", type: "font/woff2" }),
					),
					...console.flatMap((name) => {
						const chunk = bundle[name];
						const imports = chunk?.type === "chunk" ? chunk.imports : [];
						return [name, ...imports].map((one) =>
							link("modulepreload", `/${one}`),
						);
					}),
				];
			},
		},
	};
}

/** The licence of the fonts asks to go with them. */
function fontLicences(): Plugin {
	return {
		name: "font-licences",
		apply: "build",
		generateBundle() {
			const { resolve } = createRequire(import.meta.url);
			const texts = fontPackages.map((name) => {
				const file = resolve(`@fontsource-variable/${name}/package.json`);
				return readFileSync(join(file, "../LICENSE"), "utf8");
			});
			this.emitFile({
				type: "asset",
				fileName: "assets/font-licences.txt",
				source: texts.join("\n\n"),
			});
		},
	};
}
