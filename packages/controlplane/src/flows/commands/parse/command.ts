import type { TargetTerm } from "./target-term.ts";

/** Where a command is to run, before anyone looked which clusters there are. */
export type Targets =
	| { readonly kind: "default" }
	| { readonly kind: "all" }
	| { readonly kind: "named"; readonly terms: readonly TargetTerm[] };

/** A person's words, understood: what to run, where, what to keep of the answer and how long to wait for it. */
export interface Command {
	/** After alias, quotes and flags; never empty. */
	readonly words: readonly string[];
	readonly targets: Targets;
	/** Only output lines that contain this text are shown; case-sensitive. */
	readonly filter?: string;
	readonly timeoutSeconds?: number;
}
