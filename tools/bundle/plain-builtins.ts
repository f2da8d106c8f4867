import { isBuiltin } from "node:module";
import type { Plugin } from "rolldown";

/**
 * Takes Node's own modules as plain objects. An `import` of one reads everything it exports, and some of that loads other parts of Node
 * when it is read: `import "node:http"` loads the whole of `fetch` and `WebSocket`, which need more memory than the rest of `node:http`.
 * No line moves, so the source map stays right.
 */
export const plainBuiltins: Plugin = {
	name: "plain-builtins",
	generateBundle(_options, bundle) {
		for (const chunk of Object.values(bundle))
			if (chunk.type === "chunk") chunk.code = withPlainBuiltins(chunk.code);
	},
};

/** The bundler writes all imports of a chunk at its head, one a line. */
const head = /^(#!.*\n)?(import .*\n)*/;
const importLine = /^import (.+) from "([^"]+)";$/gm;

function withPlainBuiltins(code: string): string {
	return code.replace(head, (lines) =>
		lines.replace(importLine, (line, names: string, id: string) =>
			isBuiltin(id) ? plainImport(names, id, code) : line,
		),
	);
}

/** @throws Error for an import that a plain object cannot stand for, so that the build fails and not the program. */
function plainImport(names: string, id: string, code: string): string {
	const builtin = `globalThis.process.getBuiltinModule(${JSON.stringify(id)})`;
	const [, whole, listed] =
		/^(?:(?:\* as )?([\w$]+))?(?:, )?(\{.+\})?$/.exec(names) ?? [];
	const isOdd =
		(!whole && !listed) ||
		listed?.includes("default as") ||
		(whole && code.includes(`${whole}.default`));
	if (isOdd)
		throw new Error(`cannot take ${id} as a plain object: import ${names}`);
	const parts = listed?.replaceAll(" as ", ": ");
	if (!whole) return `const ${parts} = ${builtin};`;
	return parts
		? `const ${whole} = ${builtin}, ${parts} = ${whole};`
		: `const ${whole} = ${builtin};`;
}
