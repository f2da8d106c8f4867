import type { CommandId } from "@quarterdeck/contract";
import {
	type CommandRecord,
	type CommandRun,
	compareNames,
} from "../../../rooms/commands/index.ts";
import type { Caller } from "../../../rooms/permissions/index.ts";
import type { CommandOutputs } from "../run/command-outputs.ts";
import { createShownText } from "../run/shown-text.ts";
import { type Merged, mergeTables, type TableText } from "./merge-tables.ts";
import { type ReadDeps, readCommand } from "./read-commands.ts";

export interface ReadTableDeps extends Omit<ReadDeps, "outputs"> {
	readonly outputs: Pick<CommandOutputs, "open" | "follow">;
}

/** Bytes of output that one table is made of, of all clusters together. */
const maxTableBytes = 8_388_608;

/**
 * The answers of an ended command as one table, from the standard output that is kept of its runs.
 * @param filter only rows that contain it.
 * @returns undefined when there is no such command or it is closed to them.
 * @throws AppError NOT_ALLOWED.
 */
export async function readTable(
	deps: ReadTableDeps,
	caller: Caller,
	commandId: CommandId,
	filter = "",
): Promise<Merged | undefined> {
	const command = await readCommand(deps, caller, commandId);
	if (!command) return undefined;
	const texts = await textsOf(deps, command);
	if ("problem" in texts) return texts;
	const merged = mergeTables(texts.texts);
	if ("problem" in merged || filter === "") return merged;
	const { columns, rows } = merged.table;
	const shown = rows.filter(({ cells }) => cells.join(" ").includes(filter));
	return { table: { columns, rows: shown } };
}

async function textsOf(
	{ outputs }: Pick<ReadTableDeps, "outputs">,
	command: CommandRecord,
): Promise<
	{ readonly texts: readonly TableText[] } | { readonly problem: string }
> {
	if (command.state === "running")
		return { problem: "The command has not ended yet." };
	const runs = command.runs
		.filter(({ outputKey }) => outputKey !== undefined)
		.sort((left, right) => compareNames(left.clusterName, right.clusterName));
	const texts: TableText[] = [];
	let left = maxTableBytes;
	for (const run of runs) {
		if (run.incomplete)
			return { problem: `Not all of ${run.clusterName}'s output was kept.` };
		const read = await stdoutOf(outputs, command, run, left);
		if (read === undefined)
			return { problem: "The outputs are too large for one table." };
		left -= read.bytes;
		texts.push({ cluster: run.clusterName, text: read.text });
	}
	return { texts };
}

/** Undefined when there is more than `maxBytes`. */
async function stdoutOf(
	outputs: Pick<CommandOutputs, "follow">,
	{ organisationId }: CommandRecord,
	{ runId }: CommandRun,
	maxBytes: number,
): Promise<{ readonly text: string; readonly bytes: number } | undefined> {
	const stop = new AbortController();
	const pieces = await outputs.follow(organisationId, runId, stop.signal);
	const shown = createShownText();
	let text = "";
	let length = 0;
	try {
		for await (const { kind, bytes } of pieces ?? []) {
			length += bytes.length;
			if (length > maxBytes) return undefined;
			if (kind === "stdout") text += shown.push(bytes);
		}
	} finally {
		stop.abort();
	}
	return { text: text + shown.end(), bytes: length };
}
