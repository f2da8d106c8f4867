/** What is started for a plugin. */
export interface Program {
	readonly file: string;
	readonly args: readonly string[];
	/** Variables it needs beside the protocol's; it gets no others. */
	readonly env: Readonly<Record<string, string>>;
	/** Files and folders it reads beside the system's own; shown to it read-only, and nothing else of the disk is. */
	readonly reads: readonly string[];
}

/** A plugin's key as a program, or why there is none: a sentence for the person who configured it. */
export type ResolveProgram = (
	key: string,
) => Program | { readonly problem: string };
