import { deadJobsDocument } from "../api/documents.ts";
import { everyNode, type Page } from "../api/every-node.ts";
import type { CommandContext } from "../command-context.ts";
import { ago } from "../output/ago.ts";
import type { ListOutput } from "../output/list-outputs.ts";
import { type Column, printList } from "../output/print-list.ts";

interface DeadJob {
	readonly id: string;
	readonly name: string;
	readonly fact: string;
	readonly subject: string;
	readonly error: string;
	readonly attempts: number;
	readonly since: string;
}

interface DeadJobPage {
	readonly deadJobs: Page<DeadJob>;
}

/** Prints every failed job of the organisation, page by page. */
export async function listDeadJobs(
	options: { readonly output: ListOutput },
	context: CommandContext,
): Promise<void> {
	const api = context.api();
	const found = await Array.fromAsync(
		everyNode(
			async (after) =>
				(await api.ask<DeadJobPage>(deadJobsDocument, { after })).deadJobs,
		),
	);
	const list = {
		columns: columns(context.now()),
		empty: "No job has failed.",
	};
	const { terminal } = context;
	await printList(found, list, { output: options.output, terminal });
}

function columns(now: Date): Column<DeadJob>[] {
	return [
		{ heading: "ID", cell: ({ id }) => id },
		{ heading: "JOB", cell: ({ name }) => name },
		{ heading: "AFTER", cell: ({ fact }) => fact, wide: true },
		{ heading: "SUBJECT", cell: ({ subject }) => subject },
		{ heading: "ATTEMPTS", cell: ({ attempts }) => `${attempts}` },
		{ heading: "FAILED", cell: ({ since }) => `${ago(since, now)} ago` },
		{ heading: "ERROR", cell: ({ error }) => error },
	];
}
