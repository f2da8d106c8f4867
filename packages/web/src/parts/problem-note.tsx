import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconLock, IconPlugX } from "@tabler/icons-react";
import { failureOf } from "../data/api-failure.ts";
import { plainOutput } from "./plain-output.ts";

/**
 * What did not work, in the control plane's words, with the reference an operator finds in the log, and a way to go on.
 * A refusal for lack of permission looks like one, not like a breakdown.
 */
export function ProblemNote(props: {
	readonly error: unknown;
	readonly onRetry?: (() => void) | undefined;
	/** What the button says that goes on; *Try again* if absent. */
	readonly retryLabel?: string | undefined;
}) {
	const failure = failureOf(props.error);
	const { title, color, Icon } = appearance(failure.kind);
	return (
		<Alert role="alert" color={color} title={title} icon={<Icon />}>
			<Stack gap="xs" align="flex-start">
				<Text size="sm" style={{ overflowWrap: "anywhere" }}>
					{plainOutput(failure.message)}
				</Text>
				<Group gap="md">
					{props.onRetry && (
						<Button
							size="xs"
							variant="default"
							onClick={() => props.onRetry?.()}
						>
							{props.retryLabel ?? "Try again"}
						</Button>
					)}
					{failure.ref && (
						<Text size="xs">
							ref <Code>{failure.ref}</Code>
						</Text>
					)}
				</Group>
			</Stack>
		</Alert>
	);
}

function appearance(kind: string) {
	if (kind === "forbidden")
		return { title: "Not allowed", color: "yellow", Icon: IconLock };
	if (kind === "unavailable" || kind === "timeout")
		return { title: "Not responding", color: "yellow", Icon: IconPlugX };
	return {
		title: "Something went wrong",
		color: "red",
		Icon: IconAlertTriangle,
	};
}
