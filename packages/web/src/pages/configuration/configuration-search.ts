/** What the address of the page says to show. */
export interface ConfigurationSearch {
	readonly view?: "history" | "review" | undefined;
	/** The versions that are compared. */
	readonly from?: number | undefined;
	readonly to?: number | undefined;
}

/** Reads what may stand in an address; what makes no sense is left out. */
export function readConfigurationSearch(
	given: Readonly<Record<string, unknown>>,
): ConfigurationSearch {
	const { view, from, to } = given;
	return {
		...(view === "history" || view === "review" ? { view } : {}),
		...(isVersion(from) ? { from } : {}),
		...(isVersion(to) ? { to } : {}),
	};
}

function isVersion(value: unknown): value is number {
	return (
		Number.isSafeInteger(value) &&
		(value as number) >= 0 &&
		(value as number) < 1e9
	);
}
