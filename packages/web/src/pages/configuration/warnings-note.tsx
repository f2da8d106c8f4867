import { Alert, List } from "@mantine/core";
import { plainOutput } from "../../parts/plain-output.ts";
import { isError, type Problem } from "./problem.ts";

const mostShown = 20;

/** What is applied although it looks wrong. */
export function WarningsNote(props: { readonly problems: readonly Problem[] }) {
	const warnings = props.problems.filter((problem) => !isError(problem));
	if (warnings.length === 0) return null;
	const count =
		warnings.length === 1
			? "There is a warning"
			: `There are ${warnings.length} warnings`;
	return (
		<Alert color="yellow" title={`${count}. Apply anyway?`}>
			<List size="sm">
				{warnings.slice(0, mostShown).map((warning) => (
					<List.Item
						key={`${warning.line} ${warning.path} ${warning.message}`}
						style={{ overflowWrap: "anywhere" }}
					>
						line {warning.line}: {plainOutput(warning.message)}
					</List.Item>
				))}
			</List>
		</Alert>
	);
}
