import type { ClusterId, Notice } from "@quarterdeck/contract";

/** Under which repeats of a topic are grouped. */
export function topicKey(clusterId: ClusterId, { topic }: Notice): string {
	return `topic ${clusterId} ${topic}`;
}

/** Under which objects of one family are grouped once there are too many of them. */
export function familyKey(family: string): string {
	return `family ${family}`;
}

/** Under which is counted what exceeds a limit. */
export const digestKey = "digest";

/** What controllers put behind a name: a hash, five random characters of the alphabet that Kubernetes takes, an ordinal, a time. */
const generated =
	/-(?:[bcdfghjklmnpqrstvwxz2456789]{5}|[bcdfghjklmnpqrstvwxz2456789]{8,10}|[0-9a-f]{8,10}|\d{1,10})$/;

/** The name without what is new with each object: `web` for `web-7d9c8b5f66-x2x8q`. */
export function stemOf(name: string): string {
	const once = name.replace(generated, "");
	return once.replace(generated, "");
}

/** What an object belongs to that comes and goes under new names; undefined for what is about no object. */
export function familyOf(
	clusterId: ClusterId,
	{ object }: Notice,
): string | undefined {
	if (!object) return undefined;
	const { kind, namespace = "", name } = object;
	return [clusterId, kind, namespace, stemOf(name)].join(" ");
}
