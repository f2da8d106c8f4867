import { Group, Loader, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";
import { plainOutput } from "../../parts/plain-output.ts";
import type { JoinStep } from "./join-progress.ts";

/** What is done of joining and what is missing. Only the step that is waited for says more. */
export function JoinChecklist(props: { readonly steps: readonly JoinStep[] }) {
	const current = props.steps.findIndex(({ done }) => !done);
	return (
		<Stack
			component="ol"
			gap="xs"
			p={0}
			m={0}
			style={{ listStyle: "none" }}
			aria-label="Steps"
			aria-live="polite"
		>
			{props.steps.map((step, at) => (
				<Group
					component="li"
					key={step.name}
					gap="xs"
					wrap="nowrap"
					align="flex-start"
				>
					<StepIcon done={step.done} isCurrent={at === current} />
					<div style={{ minWidth: 0 }}>
						<Text size="sm" {...(step.done ? {} : { c: "dimmed" })}>
							{step.name}
							<VisuallyHidden>{step.done ? ": done" : ": open"}</VisuallyHidden>
						</Text>
						{at === current && (
							<Text size="sm" style={{ overflowWrap: "anywhere" }}>
								{plainOutput(step.missing)}
							</Text>
						)}
					</div>
				</Group>
			))}
		</Stack>
	);
}

function StepIcon(props: {
	readonly done: boolean;
	readonly isCurrent: boolean;
}) {
	const style = { flexShrink: 0, marginTop: 1 };
	if (props.done)
		return (
			<IconCircleCheck
				size={20}
				aria-hidden
				style={style}
				color="var(--mantine-color-green-light-color)"
			/>
		);
	if (props.isCurrent) return <Loader size={20} aria-hidden style={style} />;
	return <IconCircleDashed size={20} aria-hidden style={style} />;
}
