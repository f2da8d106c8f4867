/** Does `act` for every item, at most `width` at a time, in their order. Rejects with the first failure, after all have settled. */
export async function forEachBounded<T>(
	items: readonly T[],
	width: number,
	act: (item: T) => Promise<void>,
): Promise<void> {
	const rest = items.values();
	const worker = async () => {
		for (const item of rest) await act(item);
	};
	const workers = Array.from({ length: Math.min(width, items.length) }, worker);
	const settled = await Promise.allSettled(workers);
	const failure = settled.find((one) => one.status === "rejected");
	if (failure) throw failure.reason;
}
