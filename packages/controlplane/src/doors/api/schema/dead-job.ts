import type { GivenUpJob } from "../../../rooms/jobs/index.ts";
import { callerOf, requireAllowed } from "../api-context.ts";
import { builder, pageRequest } from "./builder.ts";
import { connectionType } from "./connection-type.ts";
import { connectionOf } from "./page-info.ts";

const deadJobRef = builder.objectRef<GivenUpJob>("DeadJob").implement({
	description:
		"Work after a change that failed on every attempt. It waits until someone retries it.",
	fields: (t) => ({
		id: t.exposeID("id"),
		name: t.exposeString("name", {
			description: "Such as push-configuration.",
		}),
		fact: t.exposeString("fact", {
			description:
				"The fact that it acts on, such as configuration.applied.v1.",
		}),
		subject: t.exposeString("subject", {
			description: "What the change was about.",
		}),
		error: t.exposeString("error", {
			description: "Why the last attempt failed.",
		}),
		attempts: t.exposeInt("attempts"),
		createdAt: t.expose("createdAt", { type: "DateTime" }),
		since: t.expose("diedAt", {
			type: "DateTime",
			description: "When the last attempt failed.",
		}),
	}),
});

const deadJobsRef = connectionType("DeadJob", deadJobRef);

builder.queryField("deadJobs", (t) =>
	t.field({
		type: deadJobsRef,
		description: "The failed jobs of your organisation, newest first.",
		args: {
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const signedIn = await requireAllowed(context, "job.read");
			const page = await context.deps.deadJobs.listDeadJobs(
				callerOf(signedIn),
				pageRequest(args),
			);
			return connectionOf(page, ({ id }) => id);
		},
	}),
);

builder.mutationField("retryJob", (t) =>
	t.field({
		type: deadJobRef,
		description: "Runs a failed job again. Returns the job as it was before.",
		args: { id: t.arg.id({ required: true }) },
		async resolve(_root, { id }, context) {
			const signedIn = await requireAllowed(context, "job.retry");
			return context.deps.deadJobs.retryJob(callerOf(signedIn), id);
		},
	}),
);
