import { Badge, Group, Text } from "@mantine/core";
import { plainOutput } from "../../parts/plain-output.ts";
import type { Label } from "./read-labels.ts";

/** Labels as small plates; past `most` only how many more there are. */
export function ClusterLabels(props: {
	readonly labels: readonly Label[];
	readonly most?: number;
}) {
	const labels = props.labels.toSorted((a, b) => (a.name < b.name ? -1 : 1));
	const { most = labels.length } = props;
	if (labels.length === 0) return null;
	return (
		<Group gap={4}>
			{labels.slice(0, most).map(({ name, value }) => (
				<Badge
					key={name}
					color="gray"
					variant="light"
					tt="none"
					fw={400}
					maw="100%"
				>
					{plainOutput(`${name}=${value}`)}
				</Badge>
			))}
			{labels.length > most && (
				<Text span size="xs" c="dimmed">
					and {labels.length - most} more
				</Text>
			)}
		</Group>
	);
}
