import { AppError } from "@quarterdeck/contract";

/** Counts the subscriptions that are open, by whom they are for. */
export interface OpenSubscriptions {
	/** Takes one place. @returns what gives it back. @throws AppError SUBSCRIPTIONS_TOO_MANY. */
	take(key: string): () => void;
	readonly open: number;
}

export function createOpenSubscriptions(limit: number): OpenSubscriptions {
	const counts = new Map<string, number>();
	let open = 0;
	return {
		take(key) {
			const count = counts.get(key) ?? 0;
			if (count >= limit)
				throw new AppError("SUBSCRIPTIONS_TOO_MANY", { limit });
			counts.set(key, count + 1);
			open += 1;
			let isTaken = true;
			return () => {
				if (!isTaken) return;
				isTaken = false;
				open -= 1;
				const left = (counts.get(key) ?? 1) - 1;
				if (left === 0) counts.delete(key);
				else counts.set(key, left);
			};
		},
		get open() {
			return open;
		},
	};
}
