import { createHash } from "node:crypto";
import type { WatchedObject } from "../watches/index.ts";
import { numberIn, recordIn, recordsIn, textIn } from "./as-data.ts";
import type { FieldPath } from "./field-path.ts";
import { textAt } from "./field-values.ts";

/** What is kept of an object until its next change: enough to tell of its end, to compare it, and to filter by it. */
export interface KeptObject {
	readonly name: string;
	readonly namespace?: string;
	/** Those that some group filters by. */
	readonly labels?: Readonly<Record<string, string>>;
	readonly annotations?: Readonly<Record<string, string>>;
	/** Watched fields as texts, by the path as it is written. */
	readonly fields?: Readonly<Record<string, string>>;
	/** How often it was seen, for objects of `v1/events`. */
	readonly count?: number;
	/** Numbers and names of the ports of a service. */
	readonly ports?: readonly string[];
}

/** What to keep of the objects of one resource. */
export interface Keeping {
	readonly labels: ReadonlySet<string>;
	readonly annotations: ReadonlySet<string>;
	readonly fields: ReadonlyMap<string, FieldPath>;
	readonly count: boolean;
	readonly ports: boolean;
}

/** One more than a value in a configuration may have: a longer one equals none, cut or not. */
const maxValueCharacters = 4097;
const maxPorts = 200;
/** Changes with the shape of what is kept. */
const shape = 1;

export function keepObject(
	object: WatchedObject,
	keeping: Keeping,
): KeptObject {
	const { name = "", namespace, labels, annotations } = object.metadata;
	const kept = {
		labels: pick(labels, keeping.labels),
		annotations: pick(annotations, keeping.annotations),
		fields: fieldsOf(object, keeping),
	};
	return {
		name,
		...(namespace ? { namespace } : {}),
		...Object.fromEntries(
			Object.entries(kept).filter(([, part]) => Object.keys(part).length > 0),
		),
		...(keeping.count ? { count: countOf(object) } : {}),
		...(keeping.ports ? { ports: portsOf(object) } : {}),
	};
}

/** Names what is kept: what was kept by another plan is not compared with. */
export function nameOfKeeping(keeping: Keeping): string {
	const parts = [
		shape,
		[...keeping.labels].sort(),
		[...keeping.annotations].sort(),
		[...keeping.fields.keys()].sort(),
		keeping.count,
		keeping.ports,
	];
	return createHash("sha256")
		.update(JSON.stringify(parts))
		.digest("hex")
		.slice(0, 32);
}

/** How often an Event has been seen. */
export function countOf(object: WatchedObject): number {
	return (
		numberIn(recordIn(object, "series"), "count") ??
		numberIn(object, "count") ??
		1
	);
}

function fieldsOf(
	object: WatchedObject,
	{ fields }: Keeping,
): Record<string, string> {
	return Object.fromEntries(
		[...fields].map(([text, path]) => [text, textAt(object, path)]),
	);
}

function portsOf(object: WatchedObject): string[] {
	return recordsIn(recordIn(object, "spec"), "ports")
		.slice(0, maxPorts)
		.flatMap((port) => [
			String(numberIn(port, "port") ?? ""),
			textIn(port, "name"),
		])
		.filter((port) => port !== "");
}

function pick(
	given: Readonly<Record<string, string>> | undefined,
	wanted: ReadonlySet<string>,
): Record<string, string> {
	const picked: Record<string, string> = {};
	if (given)
		for (const key of wanted)
			if (Object.hasOwn(given, key))
				picked[key] = String(given[key]).slice(0, maxValueCharacters);
	return picked;
}
