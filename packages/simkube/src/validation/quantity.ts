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
