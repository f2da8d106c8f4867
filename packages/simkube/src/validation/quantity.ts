const suffixes: Record<string, number> = {
	n: 1e-9,
	u: 1e-6,
	m: 1e-3,
	"": 1,
	k: 1e3,
	M: 1e6,
	G: 1e9,
	T: 1e12,
	P: 1e15,
	E: 1e18,
	Ki: 2 ** 10,
	Mi: 2 ** 20,
	Gi: 2 ** 30,
	Ti: 2 ** 40,
	Pi: 2 ** 50,
	Ei: 2 ** 60,
};

const shape =
	/^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|(n|u|m|k|[KMGTPE]i?)?)$/;

/** The number a quantity such as `128Mi` or `100m` stands for, or undefined when it stands for none. */
export function quantityValue(quantity: unknown): number | undefined {
	const found = shape.exec(String(quantity));
	if (found === null) return undefined;
	const [, digits, exponent, suffix = ""] = found;
	const scale =
		exponent === undefined ? suffixes[suffix] : 10 ** Number(exponent);
	return scale === undefined ? undefined : Number(digits) * scale;
}

/** What Go says of a text that is no quantity. */
export const quantityRefusal =
	"quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** The sum of quantities, written as Kubernetes writes it: in the family of suffixes of the first one, with the largest that leaves no fraction. */
export function sumOfQuantities(quantities: readonly string[]): string {
	const sum = quantities.reduce(
		(total, each) => total + (quantityValue(each) ?? 0),
		0,
	);
	const isBinary = quantities[0]?.endsWith("i") === true;
	// Thousandths are the smallest that requests have; sums of them are made whole again.
	const milli = Math.round(sum * 1000);
	if (milli % 1000 !== 0) return `${milli}m`;
	const whole = milli / 1000;
	const family = isBinary
		? ["Ei", "Pi", "Ti", "Gi", "Mi", "Ki"]
		: ["E", "P", "T", "G", "M", "k"];
	const suffix = family.find(
		(each) => whole !== 0 && whole % (suffixes[each] ?? 1) === 0,
	);
	return suffix ? `${whole / (suffixes[suffix] ?? 1)}${suffix}` : String(whole);
}
