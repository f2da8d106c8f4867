/** Compares as semantic versioning does, with or without a leading `v`; a pre-release is older than its release. */
export function compareVersions(a: string, b: string): number {
	const [left, right] = [partsOf(a), partsOf(b)];
	for (let i = 0; i < 3; i++) {
		const difference = compareNumbers(left.numbers[i], right.numbers[i]);
		if (difference !== 0) return difference;
	}
	if (left.pre.length === 0 || right.pre.length === 0)
		return right.pre.length - left.pre.length;
	for (let i = 0; i < Math.max(left.pre.length, right.pre.length); i++) {
		const difference = compareWords(left.pre[i], right.pre[i]);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** The build after a `+` does not count. */
function partsOf(version: string): { numbers: string[]; pre: string[] } {
	const [bare = ""] = version.replace(/^v/, "").split("+");
	const dash = bare.indexOf("-");
	const core = dash < 0 ? bare : bare.slice(0, dash);
	return {
		numbers: core.split("."),
		pre: dash < 0 ? [] : bare.slice(dash + 1).split("."),
	};
}

/** As texts: versions made of dates and build numbers can be larger than what a number holds. */
function compareNumbers(a = "0", b = "0"): number {
	const [left, right] = [a.replace(/^0+(?=.)/, ""), b.replace(/^0+(?=.)/, "")];
	return left.length - right.length || compareTexts(left, right);
}

/** A number is less than a word, and fewer words less than more. */
function compareWords(a: string | undefined, b: string | undefined): number {
	if (a === undefined || b === undefined)
		return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
	const [isNumber, isOther] = [/^\d+$/.test(a), /^\d+$/.test(b)];
	if (isNumber && isOther) return compareNumbers(a, b);
	if (isNumber !== isOther) return isNumber ? -1 : 1;
	return compareTexts(a, b);
}

function compareTexts(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
