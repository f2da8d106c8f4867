import type { ApiClient } from "../api/api-client.ts";
import {
	commandAnswersDocument,
	mergedTableDocument,
} from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import type { RunOutcome } from "./outcome-words.ts";

/** What one or more clusters answered alike. */
export interface Answered {
	readonly outcome: RunOutcome;
	/** In natural order. */
	readonly clusters: readonly string[];
}

/** How an ended command stands over all its clusters. */
export interface Overview {
	readonly summary: readonly {
		readonly outcome: RunOutcome;
		readonly count: number;
	}[];
	readonly answers: readonly Answered[];
}

/** @throws CliFailure when the command cannot be read (any more). */
export async function answersOf(api: ApiClient, id: string): Promise<Overview> {
	const { command } = await api.ask<{ readonly command: Overview | null }>(
		commandAnswersDocument,
		{ id },
	);
	if (!command) throw new CliFailure(`Command ${id} cannot be read.`);
	return command;
}

/** The answers of several clusters as one table, or why they are none. */
export interface MergedTable {
	readonly columns: readonly string[];
	readonly rows: readonly {
		readonly cluster: string;
		readonly cells: readonly string[];
	}[];
	readonly problem: string | null;
}

/** @throws CliFailure when the command cannot be read (any more). */
export async function tableOf(
	api: ApiClient,
	id: string,
	filter: string | undefined,
): Promise<MergedTable> {
	const { command } = await api.ask<{
		readonly command: { readonly table: MergedTable | null } | null;
	}>(mergedTableDocument, { id, filter: filter ?? null });
	if (!command?.table) throw new CliFailure(`Command ${id} cannot be read.`);
	return command.table;
}
