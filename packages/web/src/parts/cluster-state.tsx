import { Badge } from "@mantine/core";

const appearance: Readonly<Record<string, { color: string; words: string }>> = {
	ALIVE: { color: "green", words: "alive" },
	DEGRADED: { color: "orange", words: "degraded" },
	JOINING: { color: "blue", words: "joining" },
	LOST: { color: "red", words: "lost" },
	AWAY: { color: "yellow", words: "away" },
	REMOVED: { color: "gray", words: "removed" },
};

/** How a cluster stands, in a word and a colour. */
export function ClusterState(props: { readonly state: string }) {
	const { color, words } = appearance[props.state] ?? {
		color: "gray",
		words: props.state.toLowerCase(),
	};
	return (
		<Badge color={color} variant="light" tt="none" style={{ flex: "none" }}>
			{words}
		</Badge>
	);
}
