import { type PluginRepository, parsePluginKey } from "@quarterdeck/contract";
import type { PluginKind } from "@quarterdeck/plugin-sdk/host";
import {
	type Clock,
	type Log,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { stringify } from "yaml";
import { createPluginStore } from "./plugin-store.ts";

export const linux = { os: "linux", architecture: "amd64" } as const;

/** A store on linux/amd64, and one question put to it. */
export function storeIn(
	cacheDir: string,
	repository: Partial<PluginRepository> & Pick<PluginRepository, "url">,
	options: {
		readonly clock?: Clock;
		readonly log?: Log;
		readonly mayUseUnverified?: boolean;
	} = {},
) {
	const {
		clock = systemClock,
		log = silentLog,
		mayUseUnverified = false,
	} = options;
	const store = createPluginStore({
		cacheDir,
		platform: linux,
		mayUseUnverified,
		clock,
		log,
	});
	store.use([{ name: "acme", ...repository }]);
	const told: string[] = [];
	return {
		store,
		told,
		ask(
			text: string,
			kind: PluginKind = "executor",
			signal = new AbortController().signal,
		): Promise<string> {
			const key = parsePluginKey(text);
			if ("problem" in key) throw new Error(key.problem);
			const onProgress = (text: string) => void told.push(text);
			return store.provide(key, kind, { signal, onProgress });
		},
	};
}

/** One version of a plugin, for linux/amd64, in an index of a test. */
export interface TestPlugin {
	readonly version?: string;
	readonly url: string;
	readonly checksum?: string;
	readonly dependencies?: Readonly<
		Record<string, { readonly url: string; readonly checksum?: string }>
	>;
}

/** An index of the executor `tool`. */
export function indexOf(
	plugins: readonly TestPlugin[],
	more: Readonly<Record<string, unknown>> = {},
): string {
	return stringify({
		...more,
		entries: plugins.map(({ version = "v1.0.0", ...file }) => ({
			name: "tool",
			type: "executor",
			version,
			urls: [{ platform: linux, ...file }],
		})),
	});
}
