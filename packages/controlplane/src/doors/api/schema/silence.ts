import {
	type Silence,
	type SilenceMatcher,
	silenceCursor,
} from "../../../rooms/notices/index.ts";
import { callerOf, requireSignedIn } from "../api-context.ts";
import { builder, pageRequest } from "./builder.ts";
import { connectionType } from "./connection-type.ts";
import { noticeLevelRef } from "./notice.ts";
import { connectionOf } from "./page-info.ts";

const matcherRef = builder
	.objectRef<SilenceMatcher>("SilenceMatcher")
	.implement({
		description:
			"A notice must meet all fields that are present: globs, except level and text.",
		fields: (t) => ({
			cluster: t.string({ nullable: true, resolve: (m) => m.cluster ?? null }),
			namespace: t.string({
				nullable: true,
				resolve: (m) => m.namespace ?? null,
			}),
			kind: t.string({ nullable: true, resolve: (m) => m.kind ?? null }),
			name: t.string({ nullable: true, resolve: (m) => m.name ?? null }),
			group: t.string({ nullable: true, resolve: (m) => m.group ?? null }),
			level: t.field({
				type: noticeLevelRef,
				nullable: true,
				resolve: (m) => m.level ?? null,
			}),
			text: t.string({
				nullable: true,
				description: "Part of the title, in any case.",
				resolve: (m) => m.text ?? null,
			}),
		}),
	});

const matcherInput = builder.inputType("SilenceMatcherInput", {
	description: "At least one field. To silence everything, say cluster *.",
	fields: (t) => ({
		cluster: t.string(),
		namespace: t.string(),
		kind: t.string(),
		name: t.string(),
		group: t.string(),
		level: t.field({ type: noticeLevelRef }),
		text: t.string(),
	}),
});

const silenceRef = builder.objectRef<Silence>("Silence").implement({
	description: "Keeps notices out of channels until its end.",
	fields: (t) => ({
		id: t.exposeID("id"),
		matcher: t.field({ type: matcherRef, resolve: ({ matcher }) => matcher }),
		memberChannels: t.stringList({
			description:
				"Channels with a list of members in which it acts, each as platform and name. In others with such a list it does not, because whoever made it may not read them.",
			resolve: ({ memberChannels }) => [...memberChannels],
		}),
		reason: t.exposeString("reason"),
		createdBy: t.exposeString("createdBy", { description: "An email." }),
		createdAt: t.expose("createdAt", { type: "DateTime" }),
		endsAt: t.expose("endsAt", { type: "DateTime" }),
		endedBy: t.string({
			nullable: true,
			description: "Who ended it before its time.",
			resolve: ({ endedBy }) => endedBy ?? null,
		}),
		active: t.boolean({
			resolve: ({ endsAt }, _args, { deps }) => endsAt > deps.clock.now(),
		}),
	}),
});

const connectionRef = connectionType("Silence", silenceRef);

builder.queryField("silences", (t) =>
	t.field({
		type: connectionRef,
		description:
			"Silences of your organisation, those that end last first; ended ones are kept for 30 days.",
		args: {
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const page = await context.deps.silences.listSilences(
				callerOf(requireSignedIn(context)),
				pageRequest(args),
			);
			return connectionOf(page, silenceCursor);
		},
	}),
);

builder.mutationField("createSilence", (t) =>
	t.field({
		type: silenceRef,
		description:
			"Silences notices that match, from now on. They stay listed, and say which silence kept them quiet.",
		args: {
			matcher: t.arg({ type: matcherInput, required: true }),
			reason: t.arg.string({ required: true }),
			endsAt: t.arg({
				type: "DateTime",
				required: true,
				description: "In the next 30 days.",
			}),
		},
		async resolve(_root, { matcher, reason, endsAt }, context) {
			return context.deps.silences.createSilence(
				callerOf(requireSignedIn(context)),
				{
					matcher: Object.fromEntries(
						Object.entries(matcher).filter(([, value]) => value != null),
					),
					reason,
					endsAt,
				},
			);
		},
	}),
);

builder.mutationField("endSilence", (t) =>
	t.field({
		type: silenceRef,
		args: { id: t.arg.id({ required: true }) },
		async resolve(_root, { id }, context) {
			return context.deps.silences.endSilence(
				callerOf(requireSignedIn(context)),
				id,
			);
		},
	}),
);
