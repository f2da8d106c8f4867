/*
 * The paths of `updateSetting.fields`: kubectl's JSONPath, as far as it names fields. `{.spec.x}`, `$.spec.x`, `.spec.x` and `spec.x` are
 * the same.
 *
 *   path   = step *( step )
 *   step   = "." name | "." "*" | "[" number | "*" | [number] ":" [number] | "'" name "'" | filter "]"
 *   filter = "?(@" 1*( "." name ) ( "==" | "!=" ) value ")"
 *   name   = characters; "\" before one takes it as it is, as in metadata.annotations.example\.com/owner
 */

type Step =
	| { readonly kind: "name"; readonly name: string }
	| { readonly kind: "all" }
	| {
			readonly kind: "slice";
			readonly from: number | undefined;
			readonly to: number | undefined;
	  }
	| { readonly kind: "item"; readonly index: number }
	| {
			readonly kind: "filter";
			readonly path: readonly Step[];
			readonly equal: boolean;
			readonly value: string;
	  };

/** A path of an object. */
export type FieldPath = readonly Step[];

/** Values that one path finds at most; what comes after is not compared. */
const maxValues = 1000;
const maxSteps = 50;

/** @throws Error with what is wrong when the text is no path. */
export function parseFieldPath(text: string): FieldPath {
	let rest = text.trim();
	const braced = /^\{(.*)\}$/s.exec(rest);
	if (braced) rest = braced[1]?.trim() ?? "";
	rest = rest.replace(/^\$/, "");
	if (rest !== "" && !/^[.[]/.test(rest)) rest = `.${rest}`;
	const steps = parseSteps(rest, text);
	if (steps.length === 0) throw unreadable(text, "it names no field");
	return steps;
}

function parseSteps(given: string, whole: string): Step[] {
	const steps: Step[] = [];
	let rest = given;
	while (rest !== "") {
		const { step, length } = parseStep(rest, whole);
		steps.push(step);
		if (steps.length > maxSteps)
			throw unreadable(whole, `it has more than ${maxSteps} steps`);
		rest = rest.slice(length);
	}
	return steps;
}

function parseStep(
	rest: string,
	whole: string,
): { readonly step: Step; readonly length: number } {
	const name = /^\.((?:\\.|[^.[\]\\{}\s])+)/s.exec(rest);
	if (name) {
		const written = name[1] ?? "";
		return {
			step:
				written === "*"
					? { kind: "all" }
					: { kind: "name", name: written.replace(/\\(.)/gs, "$1") },
			length: name[0].length,
		};
	}
	// kubectl takes both `.items[0]` and `.items.[0]`.
	const bracket =
		/^\.?\[\s*(?:\?\(\s*@((?:[^=!'"[\]]|\\.)*?)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)'|([^\s'")\]]+))\s*\)|'([^']*)'|"([^"]*)"|(\*)|(-?\d{1,9})|(-?\d{1,9})?:(-?\d{1,9})?)\s*\]/s.exec(
			rest,
		);
	if (!bracket)
		throw unreadable(
			whole,
			rest.startsWith("..")
				? 'recursive descent ("..") is not supported'
				: `"${rest.slice(0, 40)}" is not understood`,
		);
	return { step: stepOf(bracket, whole), length: bracket[0].length };
}

function stepOf(found: RegExpExecArray, whole: string): Step {
	const [, path, operator, double, single, bare, quoted, quotedToo, all] =
		found;
	const [index, from, to] = found.slice(9);
	if (operator !== undefined)
		return {
			kind: "filter",
			path: parseSteps(path ?? "", whole),
			equal: operator === "==",
			value: double ?? single ?? bare ?? "",
		};
	const name = quoted ?? quotedToo;
	if (name !== undefined) return { kind: "name", name };
	if (all !== undefined) return { kind: "all" };
	if (index !== undefined) return { kind: "item", index: Number(index) };
	return {
		kind: "slice",
		from: from === undefined ? undefined : Number(from),
		to: to === undefined ? undefined : Number(to),
	};
}

/** The values that the path finds, in their order; none when a field is missing. */
export function valuesAt(object: unknown, path: FieldPath): unknown[] {
	let values: unknown[] = [object];
	for (const step of path) {
		const next: unknown[] = [];
		for (const value of values) {
			for (const below of take(value, step)) {
				if (next.length >= maxValues) break;
				if (below !== undefined) next.push(below);
			}
		}
		values = next;
	}
	return values;
}

function take(value: unknown, step: Step): readonly unknown[] {
	if (typeof value !== "object" || value === null) return [];
	if (step.kind === "name")
		return !Array.isArray(value) && Object.hasOwn(value, step.name)
			? [(value as Record<string, unknown>)[step.name]]
			: [];
	const items: unknown[] = Array.isArray(value) ? value : Object.values(value);
	if (step.kind === "all") return items;
	if (!Array.isArray(value)) return [];
	if (step.kind === "item") return [items.at(step.index)];
	if (step.kind === "slice") return items.slice(step.from, step.to);
	return items.filter((item) => {
		const found = valuesAt(item, step.path);
		return found.some((one) => String(one) === step.value) === step.equal;
	});
}

function unreadable(path: string, why: string): Error {
	return new Error(`"${path}" is not a path of a field: ${why}`);
}
