import { instantOf, type SortColumn } from "./sort-items.ts";

/** What every kind of token tells of itself. */
interface ListedToken {
	readonly label: string;
	readonly lastUsedAt: string | null;
	readonly createdAt: string;
	readonly expiresAt: string | null;
}

/** What lists of tokens sort by. */
export const tokenColumns: readonly SortColumn<ListedToken>[] = [
	{ label: "Label", valueOf: ({ label }) => label },
	{
		label: "Last used",
		valueOf: ({ lastUsedAt }) => instantOf(lastUsedAt, "never was"),
		first: "descending",
	},
	{
		label: "Created",
		valueOf: ({ createdAt }) => instantOf(createdAt, "never was"),
		first: "descending",
	},
	{
		label: "Expires",
		valueOf: ({ expiresAt }) => instantOf(expiresAt, "never comes"),
	},
];
