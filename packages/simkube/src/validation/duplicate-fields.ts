/**
 * The fields a JSON text gives twice, as strict decoding names them: `duplicate field "spec.replicas"`.
 * The text must be valid JSON; of anything else the answer is meaningless.
 */
export function duplicateFields(text: string): string[] {
	const found = new Set<string>();
	const open: { keys: Set<string> | undefined; path: string; index: number }[] =
		[];
	let pending: string | undefined;
	for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\],]/gs)) {
		const top = open.at(-1);
		if (token === "{" || token === "[") {
			const path = pathOf(top, pending);
			open.push({
				keys: token === "{" ? new Set() : undefined,
				path,
				index: 0,
			});
			pending = undefined;
		} else if (token === "}" || token === "]") open.pop();
		else if (token === ",") {
			if (top !== undefined) top.index += 1;
			pending = undefined;
		} else if (token.endsWith(":") && top?.keys !== undefined) {
			pending = JSON.parse(token.slice(0, -1).trimEnd()) as string;
			if (top.keys.has(pending))
				found.add(top.path === "" ? pending : `${top.path}.${pending}`);
			top.keys.add(pending);
		}
	}
	return [...found].map((path) => `duplicate field ${JSON.stringify(path)}`);
}

function pathOf(
	parent:
		| { keys: Set<string> | undefined; path: string; index: number }
		| undefined,
	key: string | undefined,
): string {
	if (parent === undefined) return "";
	if (parent.keys === undefined) return `${parent.path}[${parent.index}]`;
	return parent.path === "" ? (key ?? "") : `${parent.path}.${key}`;
}
