type Step =
	| { readonly kind: "field"; readonly name: string }
	| { readonly kind: "index"; readonly at: number }
	| { readonly kind: "every" }
	| {
			readonly kind: "where";
			readonly path: readonly Step[];
			readonly equals: unknown;
	  };

/** Finds the values a JSONPath names. */
export type JsonPath = (value: unknown) => unknown[];

/**
 * Compiles the subset of JSONPath that printer columns use: `.a.b`, `['a.b']`, `[0]`, `[-1]`, `[*]`, `.*` and
 * `[?(@.type=="Ready")]`. A path outside the subset finds nothing.
 */
export function compileJsonPath(path: string): JsonPath {
	const steps = readSteps(path.replace(/^\{(.*)\}$/, "$1").replace(/^\$/, ""));
	if (steps === undefined) return () => [];
	return (value) => follow(value, steps);
}

const stepPattern =
	/^(?:\.?\[\?\(@([^=]+?)\s*==\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^)]+?)\s*\)\]|\.?\[\*\]|\.\*|\.?\[(-?\d+)\]|\.?\[(?:'([^']*)'|"([^"]*)")\]|\.?((?:\\.|[^.[\]\\])+))/;

function readSteps(path: string): Step[] | undefined {
	const steps: Step[] = [];
	let rest = path;
	while (rest !== "" && rest !== ".") {
		const found = stepPattern.exec(rest);
		if (found === null) return undefined;
		const step = readStep(found);
		if (step === undefined) return undefined;
		steps.push(step);
		rest = rest.slice(found[0].length);
	}
	return steps;
}

function readStep(found: RegExpExecArray): Step | undefined {
	const [text, wherePath, whereValue, index, single, double, name] = found;
	if (wherePath !== undefined) {
		const path = readSteps(wherePath.trim());
		return path && { kind: "where", path, equals: readLiteral(whereValue) };
	}
	if (index !== undefined) return { kind: "index", at: Number(index) };
	const field = single ?? double ?? name?.replaceAll(/\\(.)/g, "$1");
	if (field !== undefined) return { kind: "field", name: field };
	return text.includes("*") ? { kind: "every" } : undefined;
}

function readLiteral(text = ""): unknown {
	if (/^["']/.test(text)) return text.slice(1, -1).replaceAll(/\\(.)/g, "$1");
	if (text === "true" || text === "false") return text === "true";
	return Number(text);
}

function follow(value: unknown, steps: readonly Step[]): unknown[] {
	return steps.reduce<unknown[]>(
		(found, step) => found.flatMap((one) => take(one, step)),
		[value],
	);
}

function take(value: unknown, step: Step): unknown[] {
	if (typeof value !== "object" || value === null) return [];
	const items: unknown[] = Array.isArray(value) ? value : Object.values(value);
	switch (step.kind) {
		case "field":
			return Object.hasOwn(value, step.name)
				? [(value as Record<string, unknown>)[step.name]]
				: [];
		case "index": {
			const item = Array.isArray(value) ? value.at(step.at) : undefined;
			return item === undefined ? [] : [item];
		}
		case "every":
			return items;
		case "where":
			return items.filter((item) =>
				follow(item, step.path).some((found) => found === step.equals),
			);
	}
}
