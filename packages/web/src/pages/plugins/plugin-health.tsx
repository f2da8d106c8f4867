import { Badge } from "@mantine/core";
import {
	IconCircleCheck,
	IconCircleX,
	IconClock,
	IconHelpCircle,
	IconLoader,
	IconPlayerPause,
} from "@tabler/icons-react";

const appearance = {
	DEACTIVATED: { color: "red", words: "deactivated", Icon: IconPlayerPause },
	FAILED: { color: "red", words: "failed", Icon: IconCircleX },
	UNKNOWN: { color: "gray", words: "unknown", Icon: IconHelpCircle },
	STARTING: { color: "blue", words: "starting", Icon: IconLoader },
	RUNNING: { color: "green", words: "running", Icon: IconCircleCheck },
	READY: { color: "gray", words: "ready", Icon: IconClock },
} as const;

/** How a plugin is, in a sign and a word, and in how many clusters. */
export function PluginHealth(props: {
	readonly health: keyof typeof appearance;
	readonly clusters?: number;
}) {
	const { color, words, Icon } = appearance[props.health];
	return (
		<Badge
			color={color}
			variant="light"
			tt="none"
			leftSection={<Icon size={12} aria-hidden />}
			style={{ flex: "none" }}
		>
			{words}
			{props.clusters !== undefined && ` ${props.clusters}`}
		</Badge>
	);
}
