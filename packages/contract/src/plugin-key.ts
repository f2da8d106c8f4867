/** A plugin as configuration names it: `<repository>/<name>[@<version>]` (docs/architecture/botkube-compatibility.md#plugin-keys-and-files). */
export interface PluginKey {
	readonly repository: string;
	readonly name: string;
	/** Undefined asks for the newest. */
	readonly version: string | undefined;
}

/** The parts of a plugin key, or the reason why the text is none, in Botkube's words. */
export function parsePluginKey(
	text: string,
): PluginKey | { readonly problem: string } {
	const parts = text.split("/");
	if (parts.length !== 2) {
		return {
			problem: `plugin key "${text}" doesn't follow the required {repo_name}/{plugin_name} syntax`,
		};
	}
	const [repository = "", rest = ""] = parts;
	const [name = "", version] = splitVersion(rest);
	if (repository === "") return { problem: "repository name is required" };
	if (name === "") return { problem: "plugin name is required" };
	return { repository, name, version };
}

function splitVersion(text: string): [string, string | undefined] {
	const at = text.indexOf("@");
	if (at < 0) return [text, undefined];
	const version = text.slice(at + 1);
	return [text.slice(0, at), version === "" ? undefined : version];
}
