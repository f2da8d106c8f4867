import { z } from "zod";

const ignoredFolder = z
	.string()
	.optional()
	.describe(
		"Taken from Botkube's configurations and not used: helm's folders are new for each command.",
	);

/** The plugin's configuration, in Botkube's shape (docs/architecture/botkube-compatibility.md#helm-executor). */
export const helmConfigSchema = z.strictObject({
	defaultNamespace: z
		.string()
		.regex(
			/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
			"is not a valid namespace name",
		)
		.default("default")
		.describe("Namespace of commands that do not specify one."),
	helmDriver: z
		.enum(["secret", "configmap", "memory"])
		.default("secret")
		.describe("Where helm keeps its releases."),
	helmCacheDir: ignoredFolder,
	helmConfigDir: ignoredFolder,
	log: z
		.strictObject({
			level: z
				.enum(["panic", "fatal", "error", "warn", "info", "debug", "trace"])
				.default("info"),
			disableColors: z.boolean().default(false),
		})
		.prefault({}),
});
export type HelmConfig = z.output<typeof helmConfigSchema>;
