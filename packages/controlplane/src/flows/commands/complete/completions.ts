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

/** A way to continue a text. */
export interface Completion {
	readonly text: string;
	readonly kind: CompletionKind;
	readonly detail?: string | undefined;
}

/** Ways to continue a text, and the part of it that each of them replaces (`to` is exclusive). */
export interface Completions {
	readonly from: number;
	readonly to: number;
	readonly items: readonly Completion[];
}
