/*
 * Colours of YAML text and of what was changed in it. Each text stands out 4.5 to 1 or more on each ground it may stand on; a
 * test holds them to it. Everything else follows the page's own variables.
 */

export type Scheme = "light" | "dark";

export const textColors = {
	light: {
		key: "#0b5e63",
		text: "#1f2328",
		number: "#7a3e00",
		word: "#6b21a8",
		comment: "#49525a",
		mark: "#49525a",
	},
	dark: {
		key: "#8fdadd",
		text: "#e3e6e8",
		number: "#f3bd88",
		word: "#dcbcff",
		comment: "#bcc4ca",
		mark: "#bcc4ca",
	},
} as const;

export const changeColors = {
	light: {
		added: "#e7f6ec",
		addedWord: "#bfe5cb",
		deleted: "#fdecea",
		deletedWord: "#f7cdc8",
	},
	dark: {
		added: "#12301d",
		addedWord: "#1f5233",
		deleted: "#3a1a1a",
		deletedWord: "#662626",
	},
} as const;
