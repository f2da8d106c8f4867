import { Badge, Group } from "@mantine/core";
import { plainOutput } from "../../parts/plain-output.ts";

/** Groups of a person; the long ones wrap. */
export function GroupNames(props: { readonly groups: readonly string[] }) {
	return (
		<Group gap={4}>
			{props.groups.map((group) => (
				<Badge
					key={group}
					size="md"
					variant="default"
					tt="none"
					fw={500}
					h="auto"
					styles={{
						label: { whiteSpace: "normal", overflowWrap: "anywhere" },
					}}
				>
					{plainOutput(group)}
				</Badge>
			))}
		</Group>
	);
}
