import { relative, sep } from "node:path";
import type { Plugin } from "rolldown";

/**
 * Programs find files beside their sources by `import.meta.url`, and a bundle lies elsewhere: in it the address stays the one of the
 * source. Other ways to ask for the own place would be wrong in a bundle, so they fail the build.
 */
export function keepFileUrls(options: {
	readonly rootDir: string;
	/** The folder that the bundle is written to. */
	readonly outDir: string;
}): Plugin {
	return {
		name: "keep-file-urls",
		transform(code, id) {
			if (!id.startsWith(options.rootDir) || id.includes("/node_modules/"))
				return undefined;
			const wrong = /import\.meta\.(dirname|filename|resolve)\b/.exec(code);
			if (wrong)
				throw new Error(
					`${relative(options.rootDir, id)} uses ${wrong[0]}, which is another file in a bundle. Use import.meta.url.`,
				);
			if (!code.includes("import.meta.url")) return undefined;
			const path = relative(options.outDir, id).split(sep).join("/");
			const url = `new URL(${JSON.stringify(path)}, import.meta.url).href`;
			// No line is added, so positions in lines only move within them.
			return { code: code.replaceAll("import.meta.url", url), map: null };
		},
	};
}
