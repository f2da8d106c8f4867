import { useEffect, useState } from "react";
import { sendRequest } from "../../data/send-request.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { checkConfigurationDocument } from "./documents.ts";
import type { Problem } from "./problem.ts";

const pauseMs = 400;

/** What is known to be wrong with a text. */
export interface Validation {
	/** Of the text checked last; they stay until another one was checked. */
	readonly problems: readonly Problem[];
	/** What it widens and so would make it wait for a second member, by the same check. */
	readonly widens: readonly string[];
	/** Whether they are those of the text as it is. */
	readonly isCurrent: boolean;
	/** Why the text could not be checked. */
	readonly error: unknown;
	readonly again: () => void;
}

/** Has a text checked whenever its writer pauses. */
export function useValidation(text: string, base: number): Validation {
	const [checked, setChecked] = useState<{
		readonly key?: string;
		readonly problems: readonly Problem[];
		readonly widens: readonly string[];
		readonly error?: unknown;
	}>({ problems: [], widens: [] });
	const organisation = useOrganisation();
	const [attempt, setAttempt] = useState(0);
	const key = JSON.stringify([base, attempt, text]);
	useEffect(() => {
		const left = new AbortController();
		const check = async () => {
			const { checkConfiguration } = await sendRequest(
				checkConfigurationDocument,
				{ yaml: text, base },
				{ organisation, signal: left.signal },
			);
			setChecked({ key, ...checkConfiguration });
		};
		const timer = setTimeout(() => {
			check().catch((error: unknown) => {
				if (!left.signal.aborted)
					setChecked((before) => ({ ...before, key, error }));
			});
		}, pauseMs);
		return () => {
			clearTimeout(timer);
			left.abort();
		};
	}, [organisation, key, text, base]);
	const isCurrent = checked.key === key && checked.error === undefined;
	return {
		problems: checked.problems,
		widens: checked.widens,
		isCurrent,
		error: checked.key === key ? checked.error : undefined,
		again: () => setAttempt((before) => before + 1),
	};
}
