export interface NoticesSettings {
	/** How long notices, and what became of them, are kept. */
	readonly keepSeconds: number;
	/** Notices of one organisation; beyond them the oldest go. */
	readonly maxKept: number;
}

export const defaultNoticesSettings: NoticesSettings = {
	keepSeconds: 30 * 86_400,
	maxKept: 1_000_000,
};
