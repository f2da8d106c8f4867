import {
	type Completion,
	type CompletionKind,
	type Completions,
	completionKinds,
} from "../../../flows/commands/index.ts";
import { callerOf, requireAllowed } from "../api-context.ts";
import { builder } from "./builder.ts";
import { platformRef } from "./platform.ts";

type KindName =
	| "EXECUTOR"
	| "VERB"
	| "ALIAS"
	| "CLUSTER"
	| "LABEL"
	| "FLAG"
	| "BUILT_IN";

const kindRef = builder.enumType("CompletionKind", {
	values: Object.fromEntries(
		completionKinds.map((kind) => [
			kind.toUpperCase().replace("-", "_"),
			{ value: kind },
		]),
	) as Record<KindName, { value: CompletionKind }>,
});

const completionRef = builder.objectRef<Completion>("Completion").implement({
	fields: (t) => ({
		text: t.exposeString("text"),
		kind: t.expose("kind", { type: kindRef }),
		detail: t.exposeString("detail", { nullable: true }),
	}),
});

const completionsRef = builder.objectRef<Completions>("Completions").implement({
	description:
		"Completions of a command: each item replaces the text from `from` to `to`.",
	fields: (t) => ({
		from: t.exposeInt("from"),
		to: t.exposeInt("to"),
		items: t.field({ type: [completionRef], resolve: ({ items }) => items }),
	}),
});

builder.queryField("complete", (t) =>
	t.field({
		type: completionsRef,
		description:
			"At most 50 completions of an unfinished command in a channel. Nothing is run or recorded.",
		args: {
			platform: t.arg({ type: platformRef, defaultValue: "console" }),
			channel: t.arg.string(),
			text: t.arg.string({ required: true }),
			cursor: t.arg.int({ description: "The end of the text by default." }),
		},
		async resolve(_root, { platform, channel, text, cursor }, context) {
			const signedIn = await requireAllowed(context, "configuration.read");
			return context.deps.commands.complete(callerOf(signedIn), {
				platform: platform ?? "console",
				channel: channel?.slice(0, 256),
				text,
				cursor: cursor ?? undefined,
			});
		},
	}),
);
