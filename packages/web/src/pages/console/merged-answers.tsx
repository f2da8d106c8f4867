import { Table } from "@mantine/core";
import { useApiQuery } from "../../data/use-api.ts";
import { Loading } from "../../parts/loading.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import classes from "./console.module.css";
import { tableDocument } from "./documents.ts";
import { focusable, group } from "./focusable.ts";
import { Aside } from "./run-output.tsx";
import { StatedText } from "./stated-text.tsx";

/** Rows a page can show at once without becoming slow. */
const maxRows = 1000;

/** The tables of all clusters as one. */
export function MergedAnswers(props: {
	readonly command: string;
	/** Only rows that contain it. */
	readonly words: string;
}) {
	const answer = useApiQuery(tableDocument, {
		id: props.command,
		filter: props.words || null,
	});
	if (answer.isPending) return <Loading what="the table" rows={3} />;
	if (answer.error) return <ProblemNote error={answer.error} />;
	const table = answer.data?.command?.table;
	if (!table) return <Aside>The command cannot be read any more.</Aside>;
	if (table.problem !== null)
		return (
			<Aside>
				The answers cannot be one table. {plainOutput(table.problem)}
			</Aside>
		);
	return (
		<>
			<div className={classes.table} {...focusable} {...group("One table")}>
				<Table withRowBorders={false} verticalSpacing={1} fz="xs" stickyHeader>
					<Table.Thead>
						<Table.Tr>
							{["CLUSTER", ...table.columns].map((title) => (
								<Table.Th key={title}>{plainOutput(title)}</Table.Th>
							))}
						</Table.Tr>
					</Table.Thead>
					<Table.Tbody>
						{table.rows.slice(0, maxRows).map(({ cluster, cells }, row) => (
							<Table.Tr key={row}>
								<Table.Td>{plainOutput(cluster)}</Table.Td>
								{cells.map((cell, column) => (
									<Table.Td key={column}>
										<StatedText text={plainOutput(cell)} />
									</Table.Td>
								))}
							</Table.Tr>
						))}
					</Table.Tbody>
				</Table>
			</div>
			{table.rows.length > maxRows && (
				<Aside>
					The first {maxRows} of {table.rows.length} rows are shown. Filter the
					lines, or print all of them with: qd run --merge
				</Aside>
			)}
		</>
	);
}
