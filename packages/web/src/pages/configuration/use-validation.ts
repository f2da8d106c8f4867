import { useEffect, useState } from "react";
import { sendRequest } from "../../data/send-request.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { validateConfigurationDocument } from "./documents.ts";
import type { Problem } from "./problem.ts";

const pauseMs = 400;

/** What is known to be wrong with a text. */
export interface Validation {
	/** Of the text checked last; they stay until another one was checked. */
	readonly problems: readonly Problem[];
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
		readonly error?: unknown;
	}>({ problems: [] });
	const organisation = useOrganisation();
	const [attempt, setAttempt] = useState(0);
	const key = JSON.stringify([base, attempt, text]);
	useEffect(() => {
		const left = new AbortController();
		const check = async () => {
			const { validateConfiguration: problems } = await sendRequest(
				validateConfigurationDocument,
				{ yaml: text, base },
				{ organisation, signal: left.signal },
			);
			setChecked({ key, problems });
		};
		const timer = setTimeout(() => {
			check().catch((error: unknown) => {
				if (!left.signal.aborted)
					setChecked(({ problems }) => ({ key, problems, error }));
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
		isCurrent,
		error: checked.key === key ? checked.error : undefined,
		again: () => setAttempt((before) => before + 1),
	};
}
