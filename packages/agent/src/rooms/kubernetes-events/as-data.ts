/*
 * Fields of objects of the cluster: whatever else stands there than what the API promises is as good as nothing.
 */

type Data = Readonly<Record<string, unknown>>;

export function recordIn(from: Data, key: string): Data {
	return asRecord(from[key]);
}

export function recordsIn(from: Data, key: string): readonly Data[] {
	const value = from[key];
	return Array.isArray(value) ? value.map(asRecord) : [];
}

export function textIn(from: Data, key: string): string {
	const value = from[key];
	return typeof value === "string" ? value : "";
}

export function numberIn(from: Data, key: string): number | undefined {
	const value = from[key];
	return typeof value === "number" ? value : undefined;
}

function asRecord(value: unknown): Data {
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? (value as Data)
		: {};
}
