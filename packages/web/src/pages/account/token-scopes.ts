import type { TokenScope } from "./documents.ts";

/** What a token may be good for, in the words of whoever makes one. */
export const scopeWords: Readonly<
	Record<TokenScope, { readonly label: string; readonly note: string }>
> = {
	READ: {
		label: "Read",
		note: "View clusters, commands and their output, the configuration, people and the audit log.",
	},
	RUN: {
		label: "Run commands",
		note: "Run and cancel commands as you, with your groups and your rights in the clusters.",
	},
	CONFIGURE: {
		label: "Configure",
		note: "Change the configuration; add, renew and remove clusters; create tokens for them.",
	},
	PEOPLE: {
		label: "People",
		note: "Invite, change and remove people; create and revoke your tokens; rename the organisation.",
	},
};

export const allScopes = Object.keys(scopeWords) as readonly TokenScope[];

/** How long a token lives, in days; null: until somebody ends it. */
export const tokenLives: readonly {
	readonly days: number | null;
	readonly label: string;
}[] = [
	{ days: 7, label: "7 days" },
	{ days: 30, label: "30 days" },
	{ days: 90, label: "90 days" },
	{ days: 365, label: "1 year" },
	{ days: null, label: "Never" },
];
