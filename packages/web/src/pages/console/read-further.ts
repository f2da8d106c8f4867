import type { ReadList } from "./channel-posts.ts";
import type { History } from "./use-conversation.ts";

/** Whether a list has older items than those that are held. What failed before anything was read holds nothing up. */
export function hasOlder(history: History, isEmpty: boolean): boolean {
	if (history.state === "read") return history.older !== undefined;
	return history.state === "reading" || !isEmpty;
}

/** How far back two lists were read that are shown as one. */
export function bothHistories(one: History, other: History): History {
	for (const state of ["reading", "failed"] as const)
		for (const history of [one, other])
			if (history.state === state) return history;
	const [older] = [one, other].flatMap((history) =>
		history.state === "read" && history.older !== undefined
			? [history.older]
			: [],
	);
	return { state: "read", older };
}

/** What is to be read on: what failed, else the list that does not reach as far back as the other. */
export function readFurther(
	...lists: readonly {
		readonly history: History;
		readonly list: ReadList;
		readonly read: () => void;
	}[]
): void {
	const failed = lists.filter(({ history }) => history.state === "failed");
	for (const { read } of failed) read();
	if (failed.length > 0) return;
	const open = lists.filter(
		({ history }) => history.state === "read" && history.older !== undefined,
	);
	const [shortest] = open.toSorted((a, b) =>
		floorOf(a.list) < floorOf(b.list) ? 1 : -1,
	);
	shortest?.read();
}

function floorOf({ said }: ReadList): string {
	// What holds nothing yet reaches back least.
	return said[0]?.at ?? "9";
}
