import { deadJobsDocument } from "../api/documents.ts";
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
	readonly deadJobs: {
		readonly edges: readonly { readonly node: DeadJob }[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
}

/** Prints every failed job of the organisation, page by page. */
export async function listDeadJobs(
	options: { readonly output: ListOutput },
	context: CommandContext,
): Promise<void> {
	const found: DeadJob[] = [];
	let after: string | null = null;
	do {
		const { deadJobs }: DeadJobPage = await context
			.api()
			.ask<DeadJobPage>(deadJobsDocument, { after });
		found.push(...deadJobs.edges.map(({ node }) => node));
		const { pageInfo }: DeadJobPage["deadJobs"] = deadJobs;
		after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
	} while (after !== null);
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
