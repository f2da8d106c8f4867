import { type Path, valueAt } from "@quarterdeck/contract/configuration";

/** Keys that say where something is sent. */
const destinationKey =
	/(url|uri|host|hostname|server|broker|endpoint|address|addr|domain|proxy|gateway|origin|site|dsn)(s|es)?$/;

/** A place that names a destination, and what stands there. */
export interface Destination {
	readonly path: Path;
	readonly value: unknown;
}

/**
 * Where a secret may be sent: whatever names a destination beside it, below it or around it, in the plugin or the platform it belongs
 * to; for a plugin's also where the plugin itself is fetched from.
 */
export function destinationsOf(data: unknown, scope: Path): Destination[] {
	const found: Destination[] = [];
	for (const part of [scope, repositoryOf(scope)])
		if (part) collect(valueAt(data, part), part, false, found);
	return found;
}

/** The plugin or platform that a path lies in: what is written there belongs together. */
export function scopeOfSecret(path: Path): Path {
	const length =
		path[0] === "plugins" ? 3 : path[0] === "communications" ? 3 : 4;
	return path.slice(0, Math.min(length, path.length - 1));
}

function repositoryOf(scope: Path): Path | undefined {
	const [root, , plugin] = scope;
	if (root !== "executors" && root !== "sources") return undefined;
	const [repository] = String(plugin ?? "").split("/");
	return ["plugins", "repositories", repository ?? ""];
}

function collect(
	value: unknown,
	path: Path,
	isDestination: boolean,
	found: Destination[],
): void {
	if (typeof value !== "object" || value === null) {
		if (isDestination) found.push({ path, value });
		return;
	}
	for (const [key, member] of Object.entries(value)) {
		const isList = Array.isArray(value);
		const name = key.replaceAll(/[^A-Za-z]/g, "").toLowerCase();
		const below = [...path, isList ? Number(key) : key];
		const isNamed = !isList && destinationKey.test(name);
		collect(member, below, isDestination || isNamed, found);
	}
}
