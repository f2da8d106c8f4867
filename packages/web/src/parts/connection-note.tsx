import { Badge, Tooltip } from "@mantine/core";
import type { ConnectionState } from "../data/subscribe.ts";

const words: Readonly<Record<ConnectionState["state"], [string, string]>> = {
	connecting: ["gray", "connecting"],
	live: ["green", "live"],
	interrupted: ["yellow", "reconnecting"],
	refused: ["red", "disconnected"],
	ended: ["gray", "ended"],
};

/** Whether what is shown changes by itself. */
export function ConnectionNote(props: {
	readonly connection: ConnectionState;
}) {
	const { connection } = props;
	const [color, text] = words[connection.state];
	const failure = "failure" in connection ? connection.failure : undefined;
	const badge = (
		<Badge variant="dot" color={color} tt="none" role="status">
			{text}
		</Badge>
	);
	if (!failure) return badge;
	return <Tooltip label={failure.message}>{badge}</Tooltip>;
}
