import type { Happening } from "./happening.ts";

/** A command that can be chosen under a notice. */
export interface OfferedCommand {
	readonly verb: string;
	/** Words after `kubectl`. */
	readonly words: string;
}

const logged = [
	"pods",
	"jobs",
	"deployments",
	"statefulsets",
	"replicasets",
	"daemonsets",
];
/** Verbs of kubectl that are none of the API, and the resources they are for; undefined stands for all. */
const kubectlVerbs: Readonly<Record<string, readonly string[] | undefined>> = {
	describe: undefined,
	logs: logged,
	top: ["pods", "nodes"],
	cordon: ["nodes"],
	uncordon: ["nodes"],
	drain: ["nodes"],
};
/** What needs more words than the name of the object, or is not offered because one click would be too quick. */
const apiVerbs = ["get"];

/**
 * The commands of the configured verbs that fit the object. Names become words of a command that somebody sends with one click: an object
 * whose name could be read as anything but one word is offered none.
 * @param supported the verbs of the API for this resource; undefined when they are not known.
 */
export function offerCommands(
	verbs: readonly string[],
	about: Pick<Happening, "apiVersion" | "plural" | "name" | "namespace">,
	supported: readonly string[] | undefined,
): OfferedCommand[] {
	const { name, namespace } = about;
	if (!isOneWord(name) || (namespace && !isOneWord(namespace))) return [];
	const resource = spokenName(about);
	const scope = namespace ? ` --namespace ${namespace}` : "";
	return [...new Set(verbs)]
		.filter((verb) => fits(verb, about.plural, supported))
		.map((verb) => ({
			verb,
			words:
				verb === "logs"
					? `logs ${resource}/${name}${scope}`
					: `${verb} ${resource} ${name}${scope}`,
		}));
}

function fits(
	verb: string,
	plural: string,
	supported: readonly string[] | undefined,
): boolean {
	const canGet = supported?.includes("get") ?? true;
	if (apiVerbs.includes(verb)) return canGet;
	if (!Object.hasOwn(kubectlVerbs, verb)) return false;
	const plurals = kubectlVerbs[verb];
	return canGet && (plurals?.includes(plural) ?? true);
}

/** Whether a name is safe as a word of a command. */
export function isOneWord(name: string): boolean {
	return /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,252}$/.test(name);
}

/** Resources of people's own groups carry the group: `services.serving.knative.dev` are not `services`. */
function spokenName({
	apiVersion,
	plural,
}: Pick<Happening, "apiVersion" | "plural">): string {
	const [group = "", version] = apiVersion.split("/");
	const isBuiltIn =
		version === undefined || !group.includes(".") || group.endsWith(".k8s.io");
	return isBuiltIn ? plural : `${plural}.${group}`;
}
