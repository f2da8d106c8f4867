import { useQuery } from "@tanstack/react-query";
import { useApiQuery } from "../../../data/use-api.ts";
import { useConsole } from "../console-context.ts";
import { type Command, type Run, tableDocument } from "../documents.ts";
import type { Entry } from "../entry.ts";
import { shownOutput } from "../shown-output.ts";
import { keptBeginning } from "../stored-output.ts";
import type { AnsweredTable } from "./answer-table.tsx";
import { beginsAsTable } from "./begins-as-table.ts";

/** What a command answered with, when that is a table. */
export interface Answered {
	/** The words of the command. */
	readonly asked: readonly string[];
	readonly table: AnsweredTable;
}

/**
 * The answers of an ended command as one table, where they begin as one does: it is asked for only then, and once it is seen. The
 * control plane cuts the cells, for every client alike.
 * @returns undefined while it is not known, and when there is none; `problem` says why.
 */
export function useAnsweredTable(props: {
	readonly entry: Entry;
	readonly record: Command;
	/** Only rows that contain it. */
	readonly words: string;
	readonly isSeen: boolean;
}): Answered | { readonly problem: string } | undefined {
	const { entry, record, words, isSeen } = props;
	const { organisation } = useConsole();
	const first = record.runs.find(hasOutput);
	const shown = first && shownOutput(entry, first);
	const live =
		shown?.from === "live"
			? shown.output.buffer
					.view()
					.head.map(({ text }) => text)
					.join("")
			: undefined;
	const kept = useQuery({
		...keptBeginning(first?.id ?? "", organisation),
		enabled: isSeen && shown?.from === "kept",
	});
	const beginning =
		live ?? (kept.data && kept.data !== "gone" ? kept.data.text : "");
	const isTable =
		isSeen && record.state !== "RUNNING" && beginsAsTable(beginning);
	const answer = useApiQuery(
		tableDocument,
		{ id: record.id, filter: words || null },
		{ enabled: isTable },
	);
	const command = isTable ? answer.data?.command : undefined;
	if (!command?.table) return undefined;
	const { problem, columns, rows } = command.table;
	if (problem !== null) return { problem };
	return { asked: command.words, table: { columns, rows } };
}

function hasOutput({ outputUrl, outputBytes }: Run): boolean {
	return outputUrl !== null && outputBytes > 0;
}
