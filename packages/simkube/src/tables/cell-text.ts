import type { KubeObject } from "../kube-object.ts";
import { since } from "./human-duration.ts";

/** A value of unknown shape inside an object, read by optional steps. */
// biome-ignore lint/suspicious/noExplicitAny: objects of any kind are read by path here, as KubeObject itself declares
export type Loose = any;

export const none = "<none>";

export function nameOf(object: KubeObject): string {
	return object.metadata.name ?? "";
}

export function ageOf(object: KubeObject, nowMs: number): string {
	return since(object.metadata.creationTimestamp, nowMs);
}

export function count(value: unknown): number {
	return typeof value === "number" ? value : 0;
}

export function list(value: unknown): Loose[] {
	return Array.isArray(value) ? value : [];
}

export function sizeOf(value: unknown): number {
	if (Array.isArray(value)) return value.length;
	return typeof value === "object" && value !== null
		? Object.keys(value).length
		: 0;
}

/** Names and images of a pod template's containers: the two wide columns of every workload. */
export function containersAndImages(podSpec: Loose): [string, string] {
	const containers = list(podSpec?.containers);
	return [
		containers.map(({ name }) => name).join(","),
		containers.map(({ image }) => image).join(","),
	];
}

/** `a=b,c=d`, or `<none>`. */
export function labelsText(
	labels: Record<string, string> | undefined | null,
): string {
	const shown = Object.entries(labels ?? {})
		.map(([key, value]) => `${key}=${value}`)
		.sort()
		.join(",");
	return shown === "" ? none : shown;
}

const operators: Record<string, (key: string, values: string) => string> = {
	In: (key, values) => `${key} in (${values})`,
	NotIn: (key, values) => `${key} notin (${values})`,
	Exists: (key) => key,
	DoesNotExist: (key) => `!${key}`,
};

/** A LabelSelector object as text, or `<none>`. */
export function selectorText(selector: Loose): string {
	const expressions = list(selector?.matchExpressions).map(
		({ key, operator, values }) =>
			operators[operator]?.(key, [...list(values)].sort().join(",")) ??
			"<error>",
	);
	const labels = Object.entries(selector?.matchLabels ?? {}).map(
		([key, value]) => `${key}=${value}`,
	);
	const shown = [...labels, ...expressions].sort().join(",");
	return shown === "" ? none : shown;
}

/** The first `limit` of `items`, with a note of how many more there are. */
export function firstFew(items: readonly string[], limit = 3): string {
	if (items.length === 0) return none;
	const shown = items.slice(0, limit).join(",");
	const more = items.length - limit;
	return more > 0 ? `${shown} + ${more} more...` : shown;
}
