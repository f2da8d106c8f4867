import { type ReactNode, useEffect, useState } from "react";
import { ApiFailure } from "../data/api-failure.ts";
import { ahead } from "./load-ahead.ts";
import { ProblemNote } from "./problem-note.tsx";

/** Code of a part of a page that comes as a file of its own. */
export interface LazyPart<Module> {
	readonly load: () => Promise<Module>;
	/** Set as soon as it is there. */
	module: Module | undefined;
}

/** Makes a part of what is seldom opened or not small; it is loaded ahead like pages are. */
export function lazyPart<Module>(
	load: () => Promise<Module>,
): LazyPart<Module> {
	const part: LazyPart<Module> = {
		module: undefined,
		load: ahead(async () => {
			part.module = await load();
			return part.module;
		}),
	};
	return part;
}

/** What is made of a part once its code is there. Code that does not come is a problem in the part's place, and can be asked for again. */
export function Loaded<Module>(props: {
	readonly part: LazyPart<Module>;
	/** Stands there meanwhile. */
	readonly wait?: ReactNode;
	/** What a problem stands in; by default in the part's place. */
	readonly frame?: (problem: ReactNode) => ReactNode;
	readonly children: (module: Module) => ReactNode;
}) {
	const { part, wait, frame, children } = props;
	const [state, setState] = useState<{
		readonly attempt: number;
		readonly error?: unknown;
	}>({ attempt: 1 });
	const { attempt, error } = state;
	useEffect(() => {
		if (part.module) return;
		let isGone = false;
		const then = (more: { readonly error?: unknown }) => {
			if (!isGone) setState({ attempt, ...more });
		};
		part.load().then(
			() => then({}),
			(problem) => then({ error: problem }),
		);
		return () => {
			isGone = true;
		};
	}, [part, attempt]);
	if (part.module) return children(part.module);
	if (error === undefined) return wait;
	const problem = (
		<ProblemNote
			error={error instanceof ApiFailure ? error : outdated}
			{...(error instanceof ApiFailure
				? { onRetry: () => setState({ attempt: attempt + 1 }) }
				: { onRetry: () => location.reload(), retryLabel: "Reload the page" })}
		/>
	);
	return frame ? frame(problem) : problem;
}

/** The control plane answers, and yet the file does not come: it is of a build that is gone, or the browser remembers that it failed. */
const outdated = new ApiFailure({
	code: "PAGE_OUTDATED",
	kind: "internal",
	message:
		"This part of the page could not be loaded. Reload the page to get it; Quarterdeck may have been updated since you opened it.",
	facts: {},
});
