export const completionKinds = [
	"executor",
	"verb",
	"alias",
	"cluster",
	"label",
	"flag",
	"built-in",
] as const;
export type CompletionKind = (typeof completionKinds)[number];

/** One way to go on. */
export interface Completion {
	readonly text: string;
	readonly kind: CompletionKind;
	readonly detail?: string | undefined;
}

/** Ways to go on, and the part of the text that one of them replaces (`to` is behind it). */
export interface Completions {
	readonly from: number;
	readonly to: number;
	readonly items: readonly Completion[];
}
