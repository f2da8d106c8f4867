import { Badge, Tooltip } from "@mantine/core";
import type { LineState } from "../data/listen.ts";

const words: Readonly<Record<LineState["state"], [string, string]>> = {
	connecting: ["gray", "connecting"],
	live: ["green", "live"],
	interrupted: ["yellow", "reconnecting"],
	refused: ["red", "disconnected"],
	ended: ["gray", "ended"],
};

/** Whether what is shown changes by itself. */
export function LineNote(props: { readonly line: LineState }) {
	const { line } = props;
	const [color, text] = words[line.state];
	const failure = "failure" in line ? line.failure : undefined;
	const badge = (
		<Badge variant="dot" color={color} tt="none" role="status">
			{text}
		</Badge>
	);
	if (!failure) return badge;
	return <Tooltip label={failure.message}>{badge}</Tooltip>;
}
