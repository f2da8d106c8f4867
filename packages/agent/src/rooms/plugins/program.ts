import type { PluginKey } from "@quarterdeck/contract";
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

/**
 * Finds the program of a plugin key, or says why there is none: a sentence for the person who configured it. It may have to be fetched.
 * Rejects with the signal's reason, or with what the disk says.
 */
export type ResolveProgram = (
	key: string,
	waiting: {
		readonly signal: AbortSignal;
		/** Gets a sentence while it is fetched. */
		readonly onProgress: (text: string) => void;
	},
	/** `executor` unless told. */
	kind?: PluginKind,
) => Found | Promise<Found>;

/** A program, or why there is none. */
export type Found = Program | { readonly problem: string };

/** A port: programs of repositories, which are fetched into the plugin folder. */
export interface ProgramRepositories {
	knows(repository: string): boolean;
	/** The file of a program that is there and verified. Rejects with a sentence for the person who configured it. */
	provide(
		key: PluginKey,
		kind: PluginKind,
		waiting: Parameters<ResolveProgram>[1],
	): Promise<string>;
}
