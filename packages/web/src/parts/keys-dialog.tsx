import { Group, Kbd, Modal, Table } from "@mantine/core";
import { Fragment } from "react";
import { navigationEntries } from "./navigation-entries.ts";

const everywhere: readonly (readonly [
	keys: readonly string[],
	what: string,
])[] = [
	[["/"], "Search pages, clusters and actions"],
	[["?"], "Show these keys"],
	...navigationEntries.map(
		({ letter, label }) => [["g", letter], `Go to ${label}`] as const,
	),
];

/** The keys that work on every page while one does not type. */
export function KeysDialog(props: {
	readonly opened: boolean;
	readonly onClose: () => void;
}) {
	return (
		<Modal {...props} title="Keyboard shortcuts" centered size="sm">
			<Table aria-label="Keyboard shortcuts" verticalSpacing={6}>
				<Table.Tbody>
					{everywhere.map(([keys, what]) => (
						<Table.Tr key={what}>
							<Table.Td>{what}</Table.Td>
							<Table.Td>
								<Group gap={4} justify="flex-end" wrap="nowrap">
									{keys.map((key, index) => (
										<Fragment key={key}>
											{index > 0 && "then"}
											<Kbd>{key}</Kbd>
										</Fragment>
									))}
								</Group>
							</Table.Td>
						</Table.Tr>
					))}
				</Table.Tbody>
			</Table>
		</Modal>
	);
}
