import { deadJobsDocument } from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";
import { ago } from "../output/ago.ts";
import { table } from "../output/table.ts";

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
	options: { readonly output: string },
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
	const { terminal } = context;
	if (options.output === "json")
		return terminal.out(`${JSON.stringify(found, null, 2)}\n`);
	if (found.length === 0) return terminal.say("No job has failed.\n");
	const now = context.now();
	const rows = found.map((job) => [
		job.id,
		job.name,
		job.subject,
		`${job.attempts}`,
		`${ago(job.since, now)} ago`,
		job.error,
	]);
	terminal.out(
		table(["ID", "JOB", "SUBJECT", "ATTEMPTS", "FAILED", "ERROR"], rows),
	);
}
