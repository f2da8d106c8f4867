import { Code, Text } from "@mantine/core";
import { ApiFailure, type Failure } from "../../data/api-failure.ts";
import { Outcome } from "../../parts/outcome.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import classes from "./console.module.css";

const outcomes: Readonly<Record<string, string>> = {
	invalid: "NOT_UNDERSTOOD",
	"not-found": "NOT_UNDERSTOOD",
	forbidden: "REFUSED",
	"exceeds-limit": "REFUSED",
};

/** Why a command was not run, said to whoever wrote it and to nobody else. A wrong word is no alarm. */
export function EntryFailure({ failure }: { readonly failure: Failure }) {
	const outcome = outcomes[failure.kind];
	if (outcome === undefined)
		return <ProblemNote error={new ApiFailure(failure)} />;
	return (
		<div role="alert" className={classes.entryFailure}>
			<Outcome outcome={outcome} />
			<Text size="sm" className={classes.wrapping}>
				{plainOutput(failure.message)}
				{failure.ref && (
					<>
						{" "}
						<Text span size="xs" c="dimmed">
							ref <Code>{plainOutput(failure.ref)}</Code>
						</Text>
					</>
				)}
			</Text>
		</div>
	);
}
