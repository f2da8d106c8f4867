import { Stack, Table, Text } from "@mantine/core";
import type { ResultOf } from "../../data/graphql.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import type { auditedCommandDocument } from "./documents.ts";

type Command = NonNullable<ResultOf<typeof auditedCommandDocument>["command"]>;
type Gate = NonNullable<Command["runs"][number]["gate"]>;

/** What a run asked of its cluster, as whom, and what was refused. */
export function GateFacts(props: {
	readonly gate: Gate;
	readonly cluster: string;
}) {
	const { gate } = props;
	const groups = gate.groups.length > 0 ? ` in ${gate.groups.join(", ")}` : "";
	const rest = gate.total - gate.requests.length;
	return (
		<Stack gap={4}>
			<Text size="sm">
				{gate.total} request{gate.total === 1 ? "" : "s"} as{" "}
				{plainOutput(`${gate.user ?? "an anonymous user"}${groups}`)}
				{gate.refused > 0 && `, ${gate.refused} refused by the gate`}
			</Text>
			<Table.ScrollContainer minWidth={0} maxHeight={320}>
				<Table
					fz="xs"
					verticalSpacing={2}
					horizontalSpacing={6}
					aria-label={`Requests in ${props.cluster}`}
				>
					<Table.Tbody>
						{gate.requests.map((request, index) => (
							<Table.Tr key={index}>
								<Table.Td w={60}>{plainOutput(request.method)}</Table.Td>
								<Table.Td style={{ overflowWrap: "anywhere" }}>
									{plainOutput(request.path)}
									{request.note && (
										<Text fz="xs" c="dimmed">
											{plainOutput(request.note)}
										</Text>
									)}
								</Table.Td>
								<Table.Td w={70} ta="right">
									{request.status === 0 ? "refused" : request.status}
								</Table.Td>
							</Table.Tr>
						))}
					</Table.Tbody>
				</Table>
			</Table.ScrollContainer>
			{rest > 0 && (
				<Text size="xs" c="dimmed">
					and {rest} more
				</Text>
			)}
		</Stack>
	);
}
