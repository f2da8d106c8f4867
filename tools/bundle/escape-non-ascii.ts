import type { Plugin } from "rolldown";

/**
 * V8 holds a source with a single character beyond Latin-1 in two bytes a character: a few dots and signs in strings would double it.
 * No line moves, so the source map stays right; in the lines changed, columns behind the first such character are late.
 */
export const escapeNonAscii: Plugin = {
	name: "escape-non-ascii",
	generateBundle(_options, bundle) {
		for (const chunk of Object.values(bundle))
			if (chunk.type === "chunk") chunk.code = escaped(chunk.code);
	},
};

/** An escape of a character that needs none, as `\\…` in a pattern, is that character. */
function escaped(code: string): string {
	return code.replace(
		/(\\*)([^\0-\x7f])/g,
		(_, slashes: string, unit: string) => {
			const kept = slashes.slice(slashes.length % 2);
			const hex = unit.charCodeAt(0).toString(16).padStart(4, "0");
			return `${kept}\\u${hex}`;
		},
	);
}
