import type {
	ConfigurationProblem,
	ConfigurationVersion,
} from "../../../rooms/catalog/index.ts";
import { askerOf, requireAllowed } from "../api-context.ts";
import { builder, pageRequest } from "./builder.ts";
import { type Connection, connectionOf, pageInfoRef } from "./page-info.ts";

const problemRef = builder
	.objectRef<ConfigurationProblem>("ConfigurationProblem")
	.implement({
		description: "Something to mend in a configuration file.",
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

const configurationRef = builder
	.objectRef<ConfigurationVersion>("Configuration")
	.implement({
		description: "A configuration that was taken into use at some time.",
		fields: (t) => ({
			version: t.exposeInt("version"),
			yaml: t.exposeString("yaml", { description: "Secrets are replaced." }),
			author: t.exposeString("author"),
			createdAt: t.expose("createdAt", { type: "DateTime", nullable: true }),
			note: t.exposeString("note", { nullable: true }),
		}),
	});

const edgeRef = builder
	.objectRef<{ node: ConfigurationVersion; cursor: string }>(
		"ConfigurationEdge",
	)
	.implement({
		fields: (t) => ({
			node: t.expose("node", { type: configurationRef }),
			cursor: t.exposeString("cursor"),
		}),
	});

const connectionRef = builder
	.objectRef<Connection<ConfigurationVersion>>("ConfigurationConnection")
	.implement({
		fields: (t) => ({
			edges: t.field({ type: [edgeRef], resolve: ({ edges }) => edges }),
			pageInfo: t.expose("pageInfo", { type: pageInfoRef }),
		}),
	});

interface ResultView {
	/** Undefined when it was refused: nothing changed then. */
	readonly configuration: ConfigurationVersion | undefined;
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
					"What was applied; absent when a problem kept it from being.",
				resolve: ({ configuration }) => configuration ?? null,
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
		resolve(_root, { version }, context) {
			const { organisation } = requireAllowed(context, "configuration.read");
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
			const { organisation } = requireAllowed(context, "configuration.read");
			const page = await context.deps.catalog.history(
				organisation.id,
				pageRequest(args),
			);
			return connectionOf(page, ({ version }) => String(version));
		},
	}),
);

builder.mutationField("validateConfiguration", (t) =>
	t.field({
		type: [problemRef],
		description: "Every problem of a configuration; nothing is changed.",
		args: {
			yaml: t.arg.string({ required: true }),
			file: t.arg.string(),
		},
		resolve(_root, { yaml, file }, context) {
			requireAllowed(context, "configuration.read");
			return context.deps.catalog.validateConfiguration({
				text: yaml,
				file: fileName(file),
			});
		},
	}),
);

builder.mutationField("applyConfiguration", (t) =>
	t.field({
		type: resultRef,
		description:
			"Takes a configuration into use everywhere, or says every problem and changes nothing.",
		args: {
			yaml: t.arg.string({ required: true }),
			file: t.arg.string(),
			base: t.arg.int({
				description:
					"The version it was made from: refused when that is no longer the current one.",
			}),
			note: t.arg.string(),
		},
		async resolve(_root, { yaml, file, base, note }, context) {
			const signedIn = requireAllowed(context, "configuration.apply");
			const { catalog } = context.deps;
			const asker = askerOf(signedIn);
			const { applied, problems } = await catalog.applyConfiguration(asker, {
				text: yaml,
				file: fileName(file),
				base: base ?? undefined,
				note: note?.slice(0, 1000),
			});
			const configuration =
				applied &&
				(await catalog.showConfiguration(
					signedIn.organisation.id,
					applied.version,
				));
			return { configuration, problems };
		},
	}),
);

/** A name to show in problems; it is never opened. */
function fileName(file: string | null | undefined): string | undefined {
	return file?.slice(0, 256) || undefined;
}
