import { isDeepStrictEqual } from "node:util";
import { AppError, type ChannelKey } from "@quarterdeck/contract";
import {
	type Channel,
	type Configuration,
	type Path,
	platformOfKey,
} from "@quarterdeck/contract/configuration";
import { parseDocument } from "yaml";
import { type Caller, checkMay } from "../permissions/index.ts";
import { storeConfiguration } from "./apply-configuration.ts";
import type { AppliedConfiguration } from "./catalog.ts";
import type { CatalogDeps } from "./catalog-deps.ts";
import type { ConfigurationEdit } from "./configuration-edit.ts";
import { setInYaml } from "./set-in-yaml.ts";
import { validateConfiguration } from "./validate/validate-configuration.ts";

/** How often an edit is made anew because somebody else's change came first. */
const attempts = 3;

/**
 * Makes the edit in the text of the current version and applies that: comments and order stay, and history, audit and review are those
 * of any change. What is so already makes no new version.
 * @throws AppError NOT_ALLOWED; CONFIGURATION_NOT_EDITED when the text is written so that this cannot be changed alone, or does not hold
 * what is to be changed.
 */
export async function editConfiguration(
	deps: CatalogDeps,
	caller: Caller,
	edit: ConfigurationEdit,
	note: string,
): Promise<AppliedConfiguration> {
	await checkMay(deps, caller, "configuration.apply");
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await editOnce(deps, caller, edit, note);
		} catch (error) {
			const isOutdated =
				error instanceof AppError && error.code === "CONFIGURATION_OUTDATED";
			if (!isOutdated || attempt === attempts) throw error;
		}
	}
}

async function editOnce(
	deps: CatalogDeps,
	caller: Caller,
	edit: ConfigurationEdit,
	note: string,
): Promise<AppliedConfiguration> {
	const { organisationId } = caller;
	const { configurationStore } = deps;
	const base = await configurationStore.currentVersion(organisationId);
	const stored =
		base === 0
			? undefined
			: await configurationStore.find(organisationId, base);
	if (!stored) throw notEdited("no configuration has been applied yet");
	const { yaml, configuration, problems } = editText(stored.yaml, edit);
	const applied = await storeConfiguration(deps, caller, {
		yaml,
		configuration,
		base,
		note,
	});
	return { ...applied, problems };
}

/**
 * The text with the edit, which changes nothing else: what the edited text means is compared with what it meant before.
 * @throws AppError CONFIGURATION_NOT_EDITED
 */
export function editText(yaml: string, edit: ConfigurationEdit) {
	const before = validateConfiguration(yaml).configuration;
	if (!before) throw notEdited("the rules of today find an error in it");
	const wanted = meantBy(before, edit);
	if (isDeepStrictEqual(before, wanted))
		return { yaml, configuration: before, problems: [] };
	const edited = pathsOf(parseDocument(yaml).toJS(), edit).reduce<
		string | undefined
	>((text, path) => text && setInYaml(text, path, valueIn(edit)), yaml);
	const { configuration, problems } = validateConfiguration(edited ?? "");
	if (
		edited === undefined ||
		!configuration ||
		!isDeepStrictEqual(configuration, wanted)
	)
		throw notEdited(
			"it is written so that this cannot be changed without changing something else, for example with anchors",
		);
	return { yaml: edited, configuration, problems };
}

function valueIn(edit: ConfigurationEdit): unknown {
	switch (edit.kind) {
		case "notifications":
			return !edit.enabled;
		case "sources":
			return [...edit.sources];
		case "action":
			return edit.enabled;
	}
}

/** What the configuration means after the edit. */
function meantBy(
	before: Configuration,
	edit: ConfigurationEdit,
): Configuration {
	if (edit.kind === "action") {
		const action = before.actions[edit.name];
		if (!action) throw notEdited(`it has no action "${edit.name}"`);
		const changed = { ...action, enabled: edit.enabled };
		return { ...before, actions: { ...before.actions, [edit.name]: changed } };
	}
	if (!before.channels.some((channel) => isMeant(channel, edit.channel)))
		throw notEdited(`it has no channel #${edit.channel.channel}`);
	const channels = before.channels.map((channel) =>
		isMeant(channel, edit.channel) ? changedChannel(channel, edit) : channel,
	);
	return { ...before, channels };
}

function changedChannel(
	channel: Channel,
	edit: Exclude<ConfigurationEdit, { readonly kind: "action" }>,
): Channel {
	if (edit.kind === "notifications")
		return { ...channel, notificationsDisabled: !edit.enabled };
	return {
		...channel,
		bindings: { ...channel.bindings, sources: [...edit.sources] },
	};
}

function isMeant(channel: Channel, key: ChannelKey): boolean {
	return channel.platform === key.platform && channel.name === key.channel;
}

/** Where the file says it: of a channel that stands in several places, all of them. */
function pathsOf(data: unknown, edit: ConfigurationEdit): readonly Path[] {
	if (edit.kind === "action") return [["actions", edit.name, "enabled"]];
	const leaf =
		edit.kind === "notifications"
			? ["notification", "disabled"]
			: ["bindings", "sources"];
	const paths = channelPaths(data, edit.channel).map((path) => [
		...path,
		...leaf,
	]);
	if (paths.length === 0)
		throw notEdited(`its text does not name #${edit.channel.channel} plainly`);
	return paths;
}

function channelPaths(data: unknown, key: ChannelKey): readonly Path[] {
	const inGroups = entriesOf(valueOfKey(data, "communications"));
	return inGroups.flatMap(([group, platforms]) =>
		entriesOf(platforms).flatMap(([name, platform]) => {
			if (!Object.hasOwn(platformOfKey, name)) return [];
			if (platformOfKey[name as keyof typeof platformOfKey] !== key.platform)
				return [];
			const at = ["communications", group, name];
			const teams = valueOfKey(platform, "teams");
			const holders: readonly (readonly [Path, unknown])[] = Array.isArray(
				teams,
			)
				? teams.map((team, place) => [[...at, "teams", place], team] as const)
				: [[at, platform]];
			return holders.flatMap(([path, holder]) =>
				entriesOf(valueOfKey(holder, "channels"))
					.filter(([alias, channel]) => nameOf(channel, alias) === key.channel)
					.map(([alias]) => [...path, "channels", alias]),
			);
		}),
	);
}

function nameOf(channel: unknown, alias: string): string {
	const given = valueOfKey(channel, "name") ?? valueOfKey(channel, "id");
	return String(given ?? alias).replace(/^#/, "");
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? Object.entries(value)
		: [];
}

function valueOfKey(value: unknown, key: string): unknown {
	return entriesOf(value).find(([name]) => name === key)?.[1];
}

function notEdited(reason: string): AppError {
	return new AppError("CONFIGURATION_NOT_EDITED", { reason });
}
