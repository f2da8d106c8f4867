import { Code, Text } from "@mantine/core";
import { plainOutput } from "../../parts/plain-output.ts";
import classes from "./console.module.css";
import type { Problem } from "./documents.ts";

/** Why a command or a run did not work, where it did not: what happened, what to do, and what to quote. */
export function ProblemText({ problem }: { readonly problem: Problem }) {
	return (
		<div className={classes.problem}>
			<Text size="sm" className={classes.wrapping}>
				{plainOutput(problem.message)}
				{problem.hint && ` ${plainOutput(problem.hint)}`}
			</Text>
			<Text size="xs" className={classes.wrapping}>
				{problem.code}
				{problem.ref && (
					<>
						{" · ref "}
						<Code>{plainOutput(problem.ref)}</Code>
					</>
				)}
			</Text>
		</div>
	);
}
