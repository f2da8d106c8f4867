import type { PluginKind } from "@quarterdeck/plugin-sdk/host";

/** What is started for a plugin. */
export interface Program {
	readonly file: string;
	readonly args: readonly string[];
	/** The variables it needs besides those of the protocol; it gets no others. */
	readonly env: Readonly<Record<string, string>>;
	/** Files and folders it reads besides those of the system. They are mounted read-only, and nothing else of the disk is visible. */
	readonly reads: readonly string[];
}

/** Finds the program of a plugin key, or says why there is none: a sentence for the person who configured it. */
export type ResolveProgram = (
	key: string,
	/** `executor` unless told. */
	kind?: PluginKind,
) => Program | { readonly problem: string };
