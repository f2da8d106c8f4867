/** What the doctor found about one part: fine, or what is wrong and what to do. */
export interface Finding {
	readonly part: string;
	readonly ok: boolean;
	/** What was seen. */
	readonly seen: string;
	/** What to do, when something is wrong or could be better. */
	readonly advice?: string;
}

/** Runs one examination; one that fails is a finding too. `onFailure` hears why. */
export async function find(
	part: string,
	look: () => Promise<Omit<Finding, "part">> | Omit<Finding, "part">,
	onFailure?: (error: unknown) => void,
): Promise<Finding> {
	try {
		return { part, ...(await look()) };
	} catch (error) {
		onFailure?.(error);
		const [seen = "", ...advice] = (
			error instanceof Error ? error.message : String(error)
		).split("\n");
		return {
			part,
			ok: false,
			seen,
			...(advice.length > 0 ? { advice: advice.join(" ") } : {}),
		};
	}
}
