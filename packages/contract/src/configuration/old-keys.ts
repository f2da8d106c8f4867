import type { ConfigurationProblem } from "./configuration.ts";
import type { ConfigurationDocument, Path } from "./document.ts";
import { asRecord } from "./raw-configuration.ts";

/** How the problem begins. */
export const oldVersionWords = "this file is for Botkube before 1.0";

/** A key of Botkube before 1.0, and what stands for it now. */
interface OldKey {
	readonly path: Path;
	readonly now: string;
}

/**
 * All keys of Botkube before 1.0 as one problem, which says what stands for each now: what else is wrong there follows from them.
 * Undefined when there is none.
 */
export function findOldKeys(
	document: ConfigurationDocument,
): ConfigurationProblem | undefined {
	const found = oldKeysIn(document.data);
	const [first] = found;
	if (!first) return undefined;
	const told = found.map(({ path, now }) => {
		const { line, path: shown } = document.problem(path, "");
		return `${shown} (line ${line}) is now ${now}`;
	});
	return document.problem(first.path, `${oldVersionWords}: ${told.join("; ")}`);
}

function oldKeysIn(data: unknown): OldKey[] {
	const root = asRecord(data);
	return [
		...("filters" in root
			? [
					{
						path: ["filters"],
						now: "gone: a source reports only what it is configured for",
					},
				]
			: []),
		...inGroups("communications", root.communications, platforms),
		...inGroups("executors", root.executors, executors),
		...inGroups("sources", root.sources, sources),
	];
}

/** What a key under a group of a section means now, with the keys under it that moved. */
interface Renamed {
	readonly now: string;
	readonly below?: Readonly<Record<string, string>>;
	/** One of these stands below it, where the key alone could be a slip of today. */
	readonly knownBy?: readonly string[];
}

function inGroups(
	section: string,
	data: unknown,
	renamed: Readonly<Record<string, Renamed>>,
): OldKey[] {
	return Object.entries(asRecord(data)).flatMap(([group, entries]) =>
		Object.entries(asRecord(entries)).flatMap(([key, entry]) => {
			const change = Object.hasOwn(renamed, key) ? renamed[key] : undefined;
			const isOld = (change?.knownBy ?? [key]).some(
				(name) => name === key || name in asRecord(entry),
			);
			if (!change || !isOld) return [];
			const path = [section, group, key];
			const below = Object.entries(change.below ?? {})
				.filter(([name]) => name in asRecord(entry))
				.map(([name, now]) => ({ path: [...path, name], now }));
			return [{ path, now: change.now }, ...below];
		}),
	);
}

const platforms: Readonly<Record<string, Renamed>> = {
	slack: {
		now: "socketSlack, for a Slack app that uses Socket Mode",
		below: { token: "botToken (xoxb-…), with an appToken (xapp-…) beside it" },
	},
	teams: { now: "cloudTeams" },
};

const byRbac =
	"what the identity of context.rbac may do, by the cluster's own RBAC";
const executors: Readonly<Record<string, Renamed>> = {
	kubectl: {
		now: "botkube/kubectl",
		knownBy: ["namespaces", "commands", "restrictAccess"],
		below: {
			namespaces: byRbac,
			commands: byRbac,
			defaultNamespace: "config.defaultNamespace",
			restrictAccess: "the bindings of each channel",
		},
	},
};

const sources: Readonly<Record<string, Renamed>> = {
	kubernetes: {
		now: "botkube/kubernetes, with what stands below it under config",
		knownBy: ["namespaces", "resources", "event", "recommendations"],
	},
};
