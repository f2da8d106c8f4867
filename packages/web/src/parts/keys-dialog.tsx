import { Group, Kbd, Modal, Table } from "@mantine/core";
import { Fragment } from "react";
import { navigationEntries } from "./navigation-entries.ts";

type Keys = readonly (readonly [keys: readonly string[], what: string])[];

const everywhere: Keys = [
	[["/"], "Search pages, clusters and actions"],
	[["Ctrl K"], "The same, while you type, too"],
	[["?"], "Show these keys"],
	...navigationEntries.map(
		({ letter, label }) => [["g", letter], `Go to ${label}`] as const,
	),
];

/** Keys that work in one place, by that place. */
const places: readonly (readonly [place: string, keys: Keys])[] = [
	["On every page", everywhere],
	[
		"In the console's input",
		[
			[["Enter"], "Run the command"],
			[["Tab"], "Complete the word"],
			[["↑"], "Previous command"],
			[["↓"], "Next command"],
			[["Esc"], "Close the completions"],
		],
	],
	[
		"On an answer of the console",
		[
			[["t"], "Table or text"],
			[["↑"], "Row above"],
			[["↓"], "Row below"],
		],
	],
	[
		"In the output viewer",
		[
			[["Ctrl F"], "Find"],
			[["F3"], "Next match"],
			[["Shift F3"], "Previous match"],
		],
	],
	[
		"In the audit log",
		[
			[["↑"], "Record above"],
			[["↓"], "Record below"],
			[["Home"], "First record"],
			[["End"], "Last record"],
		],
	],
	["In the configuration", [[["Ctrl Enter"], "Review and apply the change"]]],
];

/** The keys of the application, by where they work; those of every page do while one does not type. */
export function KeysDialog(props: {
	readonly opened: boolean;
	readonly onClose: () => void;
}) {
	return (
		<Modal {...props} title="Keyboard shortcuts" centered size="md">
			{places.map(([place, listed]) => (
				<Table key={place} verticalSpacing={6} captionSide="top" mb="md">
					<Table.Caption ta="left" fw={600} c="var(--mantine-color-text)">
						{place}
					</Table.Caption>
					<Table.Tbody>
						{listed.map(([keys, what]) => (
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
			))}
		</Modal>
	);
}
