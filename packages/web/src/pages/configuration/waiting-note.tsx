import { Alert, Code, List, Text } from "@mantine/core";
import { plainOutput } from "../../parts/plain-output.ts";

/** A change that was kept for a second member. */
export interface Waiting {
	readonly number: number;
	readonly widens: readonly string[];
}

/** That a change did not take effect but waits, what it widens, and what comes next. */
export function WaitingNote(props: { readonly waiting: Waiting }) {
	const { number, widens } = props.waiting;
	return (
		<Alert
			color="yellow"
			title={`Change ${number} waits for a second member`}
			role="status"
		>
			<Text size="sm">It widens rights:</Text>
			<List size="sm" my="xs">
				{widens.map((one) => (
					<List.Item key={one}>{plainOutput(one)}</List.Item>
				))}
			</List>
			<Text size="sm">
				Another member approves it with{" "}
				<Code>qd config review approve {number}</Code>.
			</Text>
		</Alert>
	);
}
