import type { Environment, Log } from "@quarterdeck/runtime";
import {
	createKnownSecrets,
	createSecretResolver,
	type SecretObjects,
	type SecretResolver,
	tellableText,
} from "../rooms/configuration/index.ts";
import type { Ceiling } from "../rooms/gate/index.ts";
import { hidingLog } from "./hiding-log.ts";

/** The secrets that plugins are given. */
export interface PluginSecrets {
	readonly resolver: SecretResolver;
	/** Where they are kept: a plugin is given one of them at a time, and must not read the others. */
	readonly folders: readonly string[];
	/** The log without any of them, for what plugins write. */
	hiddenIn(log: Log): Log;
	/** What a plugin said, as others may read it. */
	tellable(text: string): string;
}

/** Resolves what the ceiling allows a configuration to refer to. */
export function openSecrets(deps: {
	readonly ceiling: Pick<Ceiling, "file" | "secrets">;
	readonly environment: Environment;
	readonly objects: SecretObjects;
}): PluginSecrets {
	const { ceiling, environment, objects } = deps;
	const known = createKnownSecrets();
	const resolver = createSecretResolver({
		limits: ceiling.secrets,
		limitsFile: ceiling.file,
		environment,
		objects,
		known,
	});
	const { folder } = ceiling.secrets;
	const folders = folder === undefined ? [] : [folder];
	return {
		resolver,
		folders,
		hiddenIn: (log) => hidingLog(log, known),
		tellable: (text) => tellableText(text, known),
	};
}
