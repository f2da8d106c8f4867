import { Table, UnstyledButton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import {
	type KeyboardEvent,
	useEffect,
	useMemo,
	useRef,
	useState,
} from "react";
import { focusable, group } from "../../../parts/focusable.ts";
import { plainOutput } from "../../../parts/plain-output.ts";
import { SortHeader } from "../../../parts/sort-header.tsx";
import classes from "../console.module.css";
import type { Entry } from "../entry.ts";
import { Aside } from "../run-output.tsx";
import { StatedText } from "../stated-text.tsx";
import { rowCommands, type TableRow } from "./row-commands.ts";
import { RowMenu } from "./row-menu.tsx";
import { type RowSort, sortRows } from "./sort-rows.ts";

/** Rows a page can show at once without becoming slow. */
const maxRows = 1000;

/** What several clusters answered with, as one table. */
export interface AnsweredTable {
	readonly columns: readonly string[];
	readonly rows: readonly TableRow[];
}

/** A table that can be sorted, whose rows offer the commands that fit them. */
export function AnswerTable(props: {
	readonly entry: Entry;
	/** The words of the command that it answers. */
	readonly asked: readonly string[];
	readonly table: AnsweredTable;
	/** What its lines were filtered by. */
	readonly words: string;
	readonly hasClusters: boolean;
}) {
	const { entry, asked, table, words, hasClusters } = props;
	const [sort, setSort] = useState<RowSort>();
	/** One row is a stop of the Tab key; the arrows lead to the others. */
	const [stopAt, setStopAt] = useState(0);
	const rows = useMemo(() => sortRows(table.rows, sort), [table.rows, sort]);
	const hasActions = useMemo(
		() =>
			table.rows.some(
				(row) => rowCommands(asked, table.columns, row).length > 0,
			),
		[table, asked],
	);
	if (table.rows.length === 0)
		return (
			<Aside>
				{words === ""
					? "The table has no rows."
					: `No row contains “${words}”.`}
			</Aside>
		);
	const sortBy = (by: RowSort["by"]) => setSort(nextSort(by, sort));
	const stop = Math.min(stopAt, Math.min(rows.length, maxRows) - 1);
	return (
		<>
			<div className={classes.table} {...focusable} {...group("Table")}>
				<Table
					withRowBorders={false}
					verticalSpacing={1}
					fz="xs"
					stickyHeader
					highlightOnHover
				>
					<Table.Thead>
						<Table.Tr>
							{hasActions && <Table.Th aria-label="What can be done" />}
							{hasClusters && (
								<Head
									title="CLUSTER"
									by="cluster"
									sort={sort}
									onSort={sortBy}
								/>
							)}
							{table.columns.map((title, place) => (
								<Head
									key={place}
									title={plainOutput(title)}
									by={place}
									sort={sort}
									onSort={sortBy}
								/>
							))}
						</Table.Tr>
					</Table.Thead>
					<Table.Tbody onKeyDown={stepBetweenRows}>
						{rows.slice(0, maxRows).map((row, place) => (
							<Table.Tr key={place}>
								{hasActions && (
									<Table.Td className={classes.rowActions}>
										<RowActions
											entry={entry}
											asked={asked}
											columns={table.columns}
											row={row}
											isStop={place === stop}
											onFocus={() => setStopAt(place)}
										/>
									</Table.Td>
								)}
								{hasClusters && <Table.Td>{plainOutput(row.cluster)}</Table.Td>}
								{row.cells.map((cell, column) => (
									<Table.Td key={column}>
										<StatedText text={plainOutput(cell)} />
									</Table.Td>
								))}
							</Table.Tr>
						))}
					</Table.Tbody>
				</Table>
			</div>
			{rows.length > maxRows && (
				<Aside>
					The first {maxRows} of {rows.length} rows are shown. Filter the lines,
					or print all of them with: qd run --merge
				</Aside>
			)}
		</>
	);
}

/** From the button of one row to that of another. */
function stepBetweenRows(event: KeyboardEvent<HTMLElement>): void {
	const { key, target, currentTarget } = event;
	if (!(target instanceof HTMLElement && "rowButton" in target.dataset)) return;
	const buttons = [
		...currentTarget.querySelectorAll<HTMLElement>("[data-row-button]"),
	];
	const at = buttons.indexOf(target);
	const to = {
		ArrowDown: at + 1,
		ArrowUp: at - 1,
		Home: 0,
		End: buttons.length - 1,
	}[key];
	if (to === undefined) return;
	event.preventDefault();
	buttons[to]?.focus();
}

function nextSort(by: RowSort["by"], sort: RowSort | undefined): RowSort {
	const isTurned = sort?.by === by && sort.direction === "ascending";
	return { by, direction: isTurned ? "descending" : "ascending" };
}

function Head(props: {
	readonly title: string;
	readonly by: RowSort["by"];
	readonly sort: RowSort | undefined;
	readonly onSort: (by: RowSort["by"]) => void;
}) {
	const { title, by, sort, onSort } = props;
	const sorted = sort?.by === by ? sort.direction : undefined;
	return (
		<Table.Th aria-sort={sorted ?? "none"}>
			<SortHeader label={title} sorted={sorted} onSort={() => onSort(by)} />
		</Table.Th>
	);
}

/** A plain button in each row: a thousand menus would make the page slow, so there is one only while it is open. */
function RowActions(props: {
	readonly entry: Entry;
	readonly asked: readonly string[];
	readonly columns: readonly string[];
	readonly row: TableRow;
	readonly isStop: boolean;
	readonly onFocus: () => void;
}) {
	const { entry, asked, columns, row } = props;
	const [isOpen, setOpen] = useState(false);
	const opener = useRef<HTMLButtonElement>(null);
	const returns = useRef(false);
	useEffect(() => {
		// Opening and closing makes the button anew.
		if (!isOpen && returns.current) opener.current?.focus();
		returns.current = false;
	}, [isOpen]);
	const commands = rowCommands(asked, columns, row);
	if (commands.length === 0) return null;
	const name = plainOutput(row.cells[columns.indexOf("NAME")] ?? "");
	const button = (
		<UnstyledButton
			ref={opener}
			className={classes.rowButton}
			aria-label={`What can be done with ${name} in ${plainOutput(row.cluster)}`}
			aria-haspopup="menu"
			data-row-button
			tabIndex={props.isStop ? 0 : -1}
			onFocus={props.onFocus}
			onClick={() => setOpen(true)}
		>
			<IconDots size={14} aria-hidden />
		</UnstyledButton>
	);
	if (!isOpen) return button;
	return (
		<RowMenu
			entry={entry}
			name={name}
			cluster={row.cluster}
			commands={commands}
			onClose={(how) => {
				returns.current = !how?.isElsewhere;
				setOpen(false);
			}}
		>
			{button}
		</RowMenu>
	);
}
