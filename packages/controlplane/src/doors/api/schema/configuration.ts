import {
	type ConfigurationProblem,
	configurationJsonSchema,
	type IdentitiesLent,
	identitiesLent,
} from "@quarterdeck/contract/configuration";
import {
	type AppliedConfiguration,
	type ConfigurationCheck,
	type ConfigurationSummary,
	isAuthor,
	type Proposal,
} from "../../../rooms/catalog/index.ts";
import type { SignedIn } from "../../../rooms/sign-in/index.ts";
import { type ApiContext, callerOf, requireAllowed } from "../api-context.ts";
import { builder, pageRequest } from "./builder.ts";
import { type Connection, connectionOf, pageInfoRef } from "./page-info.ts";

const baseWords =
	"The version it was made from: marks of replaced secrets keep what that version has at their place.";

const problemRef = builder
	.objectRef<ConfigurationProblem>("ConfigurationProblem")
	.implement({
		description: "A problem in a configuration file.",
		fields: (t) => ({
			severity: t.exposeString("severity", {
				description:
					"error or warning; only errors keep it from being applied.",
			}),
			file: t.exposeString("file"),
			line: t.exposeInt("line"),
			column: t.exposeInt("column"),
			path: t.exposeString("path", { description: "The offending key." }),
			message: t.exposeString("message"),
			suggestion: t.exposeString("suggestion", {
				nullable: true,
				description: "The nearest known key or name.",
			}),
		}),
	});

/** Lists carry no texts: whose is asked for is read when it is asked. */
type ConfigurationView = ConfigurationSummary & { readonly yaml?: string };

const configurationRef = builder
	.objectRef<ConfigurationView>("Configuration")
	.implement({
		description: "A version of the configuration that was applied.",
		fields: (t) => ({
			version: t.exposeInt("version"),
			yaml: t.string({
				description: "Secrets are replaced.",
				async resolve({ version, yaml }, _args, context) {
					if (yaml !== undefined) return yaml;
					const { organisation } = await requireAllowed(
						context,
						"configuration.read",
					);
					const { catalog } = context.deps;
					return (await catalog.showConfiguration(organisation.id, version))
						.yaml;
				},
			}),
			author: t.exposeString("author"),
			createdAt: t.expose("createdAt", { type: "DateTime", nullable: true }),
			note: t.exposeString("note", { nullable: true }),
		}),
	});

const edgeRef = builder
	.objectRef<{ node: ConfigurationView; cursor: string }>("ConfigurationEdge")
	.implement({
		fields: (t) => ({
			node: t.expose("node", { type: configurationRef }),
			cursor: t.exposeString("cursor"),
		}),
	});

const connectionRef = builder
	.objectRef<Connection<ConfigurationView>>("ConfigurationConnection")
	.implement({
		fields: (t) => ({
			edges: t.field({ type: [edgeRef], resolve: ({ edges }) => edges }),
			pageInfo: t.expose("pageInfo", { type: pageInfoRef }),
		}),
	});

const proposalRef = builder
	.objectRef<Proposal>("ConfigurationProposal")
	.implement({
		description:
			"A change of the configuration that widens rights and waits, or waited, for a second member.",
		fields: (t) => ({
			number: t.exposeInt("number"),
			base: t.exposeInt("base", {
				description:
					"The version it was made from; it can be approved only while that is the current one.",
			}),
			yaml: t.exposeString("yaml", { description: "Secrets are replaced." }),
			widens: t.stringList({
				description: "What people could do that they cannot do now.",
				resolve: ({ widens }) => [...widens],
			}),
			note: t.exposeString("note", { nullable: true }),
			author: t.exposeString("author"),
			isOwn: t.boolean({
				description:
					"Whether you proposed it: then another member decides, and you can withdraw it.",
				async resolve(proposal, _args, context) {
					const { actor } = await requireAllowed(context, "configuration.read");
					return isAuthor(proposal, actor);
				},
			}),
			createdAt: t.expose("createdAt", { type: "DateTime" }),
			expiresAt: t.expose("expiresAt", { type: "DateTime" }),
			state: t.exposeString("state", {
				description:
					"pending, approved, rejected, withdrawn, outdated (another version took effect) or expired.",
			}),
			decidedBy: t.exposeString("decidedBy", { nullable: true }),
			decidedAt: t.expose("decidedAt", { type: "DateTime", nullable: true }),
		}),
	});

const proposalEdgeRef = builder
	.objectRef<{ node: Proposal; cursor: string }>("ConfigurationProposalEdge")
	.implement({
		fields: (t) => ({
			node: t.expose("node", { type: proposalRef }),
			cursor: t.exposeString("cursor"),
		}),
	});

const proposalConnectionRef = builder
	.objectRef<Connection<Proposal>>("ConfigurationProposalConnection")
	.implement({
		fields: (t) => ({
			edges: t.field({
				type: [proposalEdgeRef],
				resolve: ({ edges }) => edges,
			}),
			pageInfo: t.expose("pageInfo", { type: pageInfoRef }),
		}),
	});

builder.queryField("configurationProposals", (t) =>
	t.field({
		type: proposalConnectionRef,
		description: "Changes that wait for a second member, newest first.",
		args: {
			first: t.arg.int({ defaultValue: 20 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const { organisation } = await requireAllowed(
				context,
				"configuration.read",
			);
			const page = await context.deps.catalog.proposals(
				organisation.id,
				pageRequest(args),
			);
			return connectionOf(page, ({ number }) => String(number));
		},
	}),
);

for (const [name, wanted, description] of [
	[
		"approveConfiguration",
		"approve",
		"Approves a change that another member proposed: it takes effect everywhere.",
	],
	[
		"rejectConfiguration",
		"reject",
		"Rejects a change that waits; whoever proposed it withdraws it.",
	],
] as const)
	builder.mutationField(name, (t) =>
		t.field({
			type: proposalRef,
			description,
			args: { number: t.arg.int({ required: true }) },
			async resolve(_root, { number }, context) {
				const signedIn = await requireAllowed(context, "configuration.apply");
				return context.deps.catalog.decideProposal(
					callerOf(signedIn),
					number,
					wanted,
				);
			},
		}),
	);

interface ResultView {
	/** Undefined when it was refused: nothing changed then. */
	readonly configuration: ConfigurationView | undefined;
	readonly waiting: Proposal | undefined;
	readonly problems: readonly ConfigurationProblem[];
}

const resultRef = builder
	.objectRef<ResultView>("ConfigurationResult")
	.implement({
		fields: (t) => ({
			configuration: t.field({
				type: configurationRef,
				nullable: true,
				description:
					"The version that was applied; absent if there were problems.",
				resolve: ({ configuration }) => configuration ?? null,
			}),
			waiting: t.field({
				type: proposalRef,
				nullable: true,
				description:
					"The change that waits for a second member, because it widens rights.",
				resolve: ({ waiting }) => waiting ?? null,
			}),
			problems: t.field({
				type: [problemRef],
				resolve: ({ problems }) => problems,
			}),
		}),
	});

builder.queryField("configuration", (t) =>
	t.field({
		type: configurationRef,
		nullable: true,
		description: "A version, or the current one.",
		args: { version: t.arg.int() },
		async resolve(_root, { version }, context) {
			const { organisation } = await requireAllowed(
				context,
				"configuration.read",
			);
			return context.deps.catalog.showConfiguration(
				organisation.id,
				version ?? undefined,
			);
		},
	}),
);

builder.queryField("configurations", (t) =>
	t.field({
		type: connectionRef,
		description: "Versions, newest first.",
		args: {
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const { organisation } = await requireAllowed(
				context,
				"configuration.read",
			);
			const page = await context.deps.catalog.history(
				organisation.id,
				pageRequest(args),
			);
			return connectionOf(page, ({ version }) => String(version));
		},
	}),
);

const identitiesRef = builder
	.objectRef<IdentitiesLent>("IdentitiesLent")
	.implement({
		description:
			"The Kubernetes names that commands can run as, as the patterns of an agent's ceiling file; * stands for any characters.",
		fields: (t) => ({
			users: t.stringList({ resolve: ({ users }) => [...users] }),
			groups: t.stringList({ resolve: ({ groups }) => [...groups] }),
			anonymous: t.exposeBoolean("anonymous", {
				description: "Whether some plugin runs as the anonymous user.",
			}),
		}),
	});

builder.queryField("identitiesLent", (t) =>
	t.field({
		type: identitiesRef,
		description:
			"The identities that the current configuration lets commands run as.",
		async resolve(_root, _args, context) {
			const { organisation } = await requireAllowed(
				context,
				"configuration.read",
			);
			const { configuration } = await context.deps.catalog.currentConfiguration(
				organisation.id,
			);
			return identitiesLent(configuration);
		},
	}),
);

builder.queryField("configurationSchema", (t) =>
	t.field({
		type: "JSON",
		description:
			"JSON Schema of the configuration document, for editors: its keys, their types and what they mean.",
		async resolve(_root, _args, context) {
			await requireAllowed(context, "configuration.read");
			return configurationJsonSchema();
		},
	}),
);

const checkRef = builder
	.objectRef<ConfigurationCheck>("ConfigurationCheck")
	.implement({
		description: "What would come of a configuration if it were applied now.",
		fields: (t) => ({
			problems: t.field({
				type: [problemRef],
				resolve: ({ problems }) => problems,
			}),
			widens: t.stringList({
				description:
					"What people could do that they cannot do now, so that it would wait for a second member; empty if it would not wait.",
				resolve: ({ widens }) => [...widens],
			}),
		}),
	});

builder.mutationField("checkConfiguration", (t) =>
	t.field({
		type: checkRef,
		description:
			"Every problem of a configuration, and whether it would wait for a second member; nothing is changed.",
		args: {
			yaml: t.arg.string({ required: true }),
			file: t.arg.string(),
			base: t.arg.int({ description: baseWords }),
		},
		resolve: (_root, args, context) => check(context, args),
	}),
);

builder.mutationField("validateConfiguration", (t) =>
	t.field({
		type: [problemRef],
		description: "Every problem of a configuration; nothing is changed.",
		deprecationReason: "Use checkConfiguration.",
		args: {
			yaml: t.arg.string({ required: true }),
			file: t.arg.string(),
			base: t.arg.int({ description: baseWords }),
		},
		resolve: async (_root, args, context) =>
			(await check(context, args)).problems,
	}),
);

async function check(
	context: ApiContext,
	given: {
		readonly yaml: string;
		readonly file?: string | null | undefined;
		readonly base?: number | null | undefined;
	},
): Promise<ConfigurationCheck> {
	const { organisation } = await requireAllowed(context, "configuration.read");
	return context.deps.catalog.checkConfiguration(organisation.id, {
		text: given.yaml,
		file: fileName(given.file),
		base: given.base ?? undefined,
	});
}

builder.mutationField("applyConfiguration", (t) =>
	t.field({
		type: resultRef,
		description:
			"Applies a configuration everywhere, or returns every problem and changes nothing.",
		args: {
			yaml: t.arg.string({ required: true }),
			file: t.arg.string(),
			base: t.arg.int({
				description: `${baseWords} Refused when it is no longer the current one.`,
			}),
			note: t.arg.string(),
		},
		async resolve(_root, { yaml, file, base, note }, context) {
			const signedIn = await requireAllowed(context, "configuration.apply");
			const result = await context.deps.catalog.applyConfiguration(
				callerOf(signedIn),
				{
					text: yaml,
					file: fileName(file),
					base: base ?? undefined,
					note: note?.slice(0, 1000),
				},
			);
			return shownResult(context, signedIn, result);
		},
	}),
);

builder.mutationField("rollBackConfiguration", (t) =>
	t.field({
		type: resultRef,
		description:
			"Applies an older version, with the secrets it had, as a new version.",
		args: {
			version: t.arg.int({ required: true }),
			base: t.arg.int({
				description:
					"The mutation is refused if this is no longer the current version.",
			}),
			note: t.arg.string(),
		},
		async resolve(_root, { version, base, note }, context) {
			const signedIn = await requireAllowed(context, "configuration.apply");
			const result = await context.deps.catalog.rollBackConfiguration(
				callerOf(signedIn),
				{ version, base: base ?? undefined, note: note?.slice(0, 1000) },
			);
			return shownResult(context, signedIn, result);
		},
	}),
);

/** What was applied is told without its secrets. */
async function shownResult(
	context: ApiContext,
	{ organisation }: SignedIn,
	{ applied, waiting, problems }: AppliedConfiguration,
): Promise<ResultView> {
	const { catalog } = context.deps;
	const configuration =
		applied &&
		(await catalog.showConfiguration(organisation.id, applied.version));
	return { configuration, waiting, problems };
}

/** A name to show in problems; it is never opened. */
function fileName(file: string | null | undefined): string | undefined {
	return file?.slice(0, 256) || undefined;
}
