import { AppError } from "./app-error.ts";

export type Labels = Readonly<Record<string, string>>;

const keyPattern =
	/^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const valuePattern = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;

/** Whether Kubernetes would take it as a label. */
export function isLabel(key: string, value: string): boolean {
	return keyPattern.test(key) && valuePattern.test(value);
}

/** One requirement of a label selector. */
export type Requirement =
	| {
			readonly kind: "in" | "not-in";
			readonly key: string;
			readonly values: readonly string[];
	  }
	| { readonly kind: "exists" | "absent"; readonly key: string };

/**
 * The requirements of a selector in Kubernetes' spelling: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`,
 * joined by commas that all must hold.
 * @throws AppError INPUT_INVALID.
 */
export function parseSelector(text: string): readonly Requirement[] {
	const parts = text.match(/(?:\([^()]*\)|[^,()])+/g) ?? [];
	if (parts.join(",") !== text || parts.length === 0)
		throw invalid(`${text} is no label selector: write it as region=eu`);
	return parts.map((part) => parseRequirement(part.trim()));
}

function parseRequirement(text: string): Requirement {
	const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(text);
	if (set?.[1] && set[3] !== undefined)
		return requirement(
			set[2] === "in" ? "in" : "not-in",
			set[1],
			set[3].split(",").map((value) => value.trim()),
		);
	const equal = /^([^\s!=]+)\s*(==?|!=)\s*(\S*)$/.exec(text);
	if (equal?.[1] && equal[3] !== undefined)
		return requirement(equal[2] === "!=" ? "not-in" : "in", equal[1], [
			equal[3],
		]);
	const bare = /^(!?)\s*(\S+)$/.exec(text);
	if (bare?.[2] && keyPattern.test(bare[2]))
		return { kind: bare[1] ? "absent" : "exists", key: bare[2] };
	throw invalid(`${text} is no label selector: write it as region=eu`);
}

function requirement(
	kind: "in" | "not-in",
	key: string,
	values: readonly string[],
): Requirement {
	if (!keyPattern.test(key) || !values.every((one) => valuePattern.test(one)))
		throw invalid(`${key} is compared with what cannot be a label's value`);
	return { kind, key, values };
}

/** Whether the labels meet every requirement; as in Kubernetes, an absent key is also "not in". */
export function matchesSelector(
	labels: Labels,
	requirements: readonly Requirement[],
): boolean {
	return requirements.every((one) => {
		const value = Object.hasOwn(labels, one.key) ? labels[one.key] : undefined;
		switch (one.kind) {
			case "exists":
				return value !== undefined;
			case "absent":
				return value === undefined;
			case "in":
				return value !== undefined && one.values.includes(value);
			case "not-in":
				return value === undefined || !one.values.includes(value);
		}
		return false;
	});
}

function invalid(reason: string): AppError {
	return new AppError("INPUT_INVALID", { field: "labels", reason });
}
