import type { ListOutput } from "../output/list-outputs.ts";
import { type AddCommand, examples } from "./command.ts";
import { listOutputOption } from "./options.ts";

/** `qd job`: work after a change that failed for good. */
export const addJob: AddCommand = (program, context) => {
	const job = program
		.command("job")
		.description("List and retry jobs that failed permanently");
	job
		.command("list")
		.alias("ls")
		.description("List failed jobs and the reason each failed")
		.addOption(listOutputOption())
		.addHelpText("after", examples("qd job list", "qd job list -o json"))
		.action(async (options: { output: ListOutput }) => {
			const { listDeadJobs } = await import("../job/list-dead-jobs.ts");
			await listDeadJobs(options, context);
		});
	job
		.command("retry")
		.description("Run a failed job again")
		.argument("<id>", "id of the job, see qd job list")
		.addHelpText(
			"after",
			examples("qd job retry job_01kbcd3s7vq3mb0e8m7q1v2x9c"),
		)
		.action(async (id: string) => {
			const { retryJobDocument } = await import("../api/documents.ts");
			const { retryJob } = await context.api().ask<{
				retryJob: { id: string; name: string };
			}>(retryJobDocument, { id });
			context.terminal.out(`Retrying ${retryJob.name} (${retryJob.id}).\n`);
		});
};
