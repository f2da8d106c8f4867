import { Badge, Stack, Text, UnstyledButton } from "@mantine/core";
import { plainOutput } from "../../parts/plain-output.ts";
import classes from "./configuration.module.css";
import { isError, type Problem } from "./problem.ts";

const mostShown = 100;

/** Every problem in the order of the text; each leads to its place. */
export function ProblemList(props: {
	readonly problems: readonly Problem[];
	readonly onGo: (problem: Problem) => void;
}) {
	const { problems } = props;
	if (problems.length === 0) return null;
	const rest = problems.length - mostShown;
	return (
		<Stack
			component="ul"
			gap={0}
			p={0}
			m={0}
			style={{ listStyle: "none" }}
			aria-label="Problems"
		>
			{problems.slice(0, mostShown).map((problem, index) => (
				<li key={`${index} ${problem.line} ${problem.message}`}>
					<UnstyledButton
						className={classes.problem}
						onClick={() => props.onGo(problem)}
					>
						<span className={classes.place}>line {problem.line}</span>
						<Badge
							color={isError(problem) ? "red" : "yellow"}
							variant="light"
							size="sm"
							tt="none"
							style={{ flex: "none" }}
						>
							{isError(problem) ? "error" : "warning"}
						</Badge>
						<Text size="sm" span style={{ overflowWrap: "anywhere" }}>
							{plainOutput(wordsOf(problem))}
						</Text>
					</UnstyledButton>
				</li>
			))}
			{rest > 0 && (
				<Text component="li" size="sm" c="dimmed" px="xs">
					and {rest} more
				</Text>
			)}
		</Stack>
	);
}

function wordsOf({ path, message, suggestion }: Problem): string {
	const words = path === "" ? message : `${path}: ${message}`;
	return suggestion && !message.includes(suggestion)
		? `${words}; did you mean ${suggestion}?`
		: words;
}
