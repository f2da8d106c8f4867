import { isSecretReference, secretsInText } from "@quarterdeck/contract";
import {
	formatPath,
	isSecretPlace,
	type Path,
	valueAt,
} from "@quarterdeck/contract/configuration";
import { boundIn, pathsAt } from "./change-merged.ts";
import {
	aboutPlatform,
	cloudPlatforms,
	whyWithoutEffect,
} from "./counterparts.ts";
import type { PlaceOf, ReportEntry, Verdict } from "./report.ts";

/** Most secrets that are named one by one; who has more begins with these. */
const maxSecretsTold = 100;

/** What became of each part that is in the result, with the place it was written at. */
export function describeTaken(data: unknown, placeOf: PlaceOf): ReportEntry[] {
	const tell = (verdict: Verdict, path: Path, why: string): ReportEntry => {
		const { file, line } = placeOf(path);
		return { verdict, file, line, path: formatPath(path), why };
	};
	const bound = boundIn(data);
	const taken = partsOf(data).map((path) => {
		const why = whyWithoutEffect(path);
		return why === undefined
			? tell("taken", path, about(path, data, bound))
			: tell("no counterpart", path, why);
	});
	return [
		...taken,
		...secretsIn(data, [])
			.slice(0, maxSecretsTold)
			.map((path) => tell("secret", path, howToRefer(path))),
	];
}

/** The parts that are told of one by one: plugins, platforms, aliases, actions and settings. */
function partsOf(data: unknown): Path[] {
	return [
		...["sources", "executors"].flatMap((section) =>
			pathsAt(data, [section], 2).filter((path) => path[2] !== "displayName"),
		),
		...pathsAt(data, ["communications"], 2).filter(
			([, , platform]) => !Object.hasOwn(cloudPlatforms, String(platform)),
		),
		...[
			"aliases",
			"actions",
			"settings",
			"plugins",
			"analytics",
			"configWatcher",
		].flatMap((section) => pathsAt(data, [section], 1)),
	];
}

function about(
	[section, group, entry]: Path,
	data: unknown,
	bound: ReadonlySet<string>,
): string {
	const isOff = (path: Path) =>
		String(valueAt(data, [...path, "enabled"]) ?? "false") !== "true";
	const [root, first, second] = [section, group, entry].map((part) =>
		String(part ?? ""),
	) as [string, string, string];
	if (root === "sources" || root === "executors") {
		if (isOff([root, first, second])) return "switched off";
		return bound.has(first)
			? ""
			: "nothing binds this group, so it does not run";
	}
	if (root === "actions") return isOff([root, first]) ? "switched off" : "";
	if (root !== "communications") return "";
	if (second !== "console" && isOff([root, first, second]))
		return "switched off";
	return aboutPlatform(second, first);
}

/** Where secrets stand in plain text: by their key, or by what stands before them in a text. */
function secretsIn(value: unknown, path: Path): Path[] {
	if (isSecretReference(value)) return [];
	if (typeof value === "object" && value !== null)
		return Object.entries(value).flatMap(([key, member]) =>
			secretsIn(member, [...path, Array.isArray(value) ? Number(key) : key]),
		);
	if (value === null || value === "" || typeof value === "boolean") return [];
	const keys = path.filter((part) => typeof part === "string");
	return isSecretPlace(keys) || secretsInText(String(value)).length > 0
		? [path]
		: [];
}

function howToRefer(path: Path): string {
	const name = path
		.filter((part) => typeof part === "string")
		.slice(-2)
		.map((part) =>
			part
				.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
				.replaceAll(/[^A-Za-z0-9]+/g, "_")
				.toUpperCase(),
		)
		.join("_");
	return path[0] === "communications"
		? `it stands here in plain text: write {$secret: env:${name}} and give the control plane that variable`
		: path[3] === "config"
			? "it stands here in plain text: write {$secret: kubernetes:NAME/KEY} and allow the agent to read that Secret"
			: "it stands here in plain text; it is hidden when the configuration is shown";
}
