/** One import of a file, for values or for types. */
export interface Import {
	readonly specifier: string;
}

/**
 * The static and dynamic imports of a TypeScript source. Comments, strings and templates are blanked first, so that
 * text which only talks about an import is not one.
 */
export function readImports(source: string): Import[] {
	const found: Import[] = [];
	const statement =
		/(?:^|[;{}\n])\s*(?:import|export)\s+(?:type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?["']([^"'\n]+)["']|\bimport\(\s*["']([^"'\n]+)["']\s*\)/g;
	for (const match of withoutComments(source).matchAll(statement)) {
		const specifier = match[1] ?? match[2];
		if (specifier !== undefined) found.push({ specifier });
	}
	return found;
}

/** The source with comments, templates and every string that cannot be a specifier blanked. */
export function withoutComments(source: string): string {
	const token =
		/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
	return source.replace(token, (text) =>
		/^["'][^\s()]+["']$/.test(text) ? text : text.replace(/[^\n]/g, " "),
	);
}
