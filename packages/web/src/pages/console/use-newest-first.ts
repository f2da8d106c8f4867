import { startTransition, useEffect, useState } from "react";

const atOnce = 4;

/**
 * The part of a list, which ends with the newest, that is drawn: the last few at once, and more and more of the others while
 * nothing more urgent is to be done. In the end it is the list itself.
 */
export function useNewestFirst<Item>(list: readonly Item[]): readonly Item[] {
	const [count, setCount] = useState(atOnce);
	const isPart = list.length > count;
	useEffect(() => {
		if (isPart) startTransition(() => setCount(count + atOnce));
	}, [isPart, count]);
	return isPart ? list.slice(-count) : list;
}
