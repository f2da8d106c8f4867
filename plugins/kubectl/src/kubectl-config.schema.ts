import { mergeConfigs } from "@quarterdeck/plugin-sdk";
import { z } from "zod";

const names = z.array(z.string().min(1)).max(1000);

const defaultVerbs = [
	"api-resources",
	"api-versions",
	"cluster-info",
	"describe",
	"explain",
	"get",
	"logs",
	"top",
];
const defaultResources = [
	"deployments",
	"pods",
	"namespaces",
	"daemonsets",
	"statefulsets",
	"storageclasses",
	"nodes",
	"configmaps",
	"services",
	"ingresses",
	"replicasets",
	"secrets",
	"cronjobs",
	"jobs",
];

const builderSchema = z.strictObject({
	allowed: z
		.strictObject({
			namespaces: names
				.default([])
				.describe("Namespaces to offer; empty: those of the cluster."),
			verbs: names
				.min(1)
				.default(defaultVerbs)
				.describe("Commands to offer; at least one."),
			resources: names
				.min(1)
				.default(defaultResources)
				.describe("Resources to offer, in the plural; at least one."),
		})
		.prefault({}),
});

/** The plugin's configuration, in Botkube's shape (docs/architecture/botkube-compatibility.md#kubectl-executor). */
export const kubectlConfigSchema = z
	.strictObject({
		defaultNamespace: z
			.string()
			.regex(
				/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
				"is not a valid namespace name",
			)
			.default("default")
			.describe("Namespace of commands that do not specify one."),
		interactiveBuilder: builderSchema.prefault({}),
		log: z
			.strictObject({
				level: z
					.enum(["panic", "fatal", "error", "warn", "info", "debug", "trace"])
					.default("info"),
				disableColors: z.boolean().default(false),
			})
			.prefault({}),
	})
	.superRefine(({ defaultNamespace, interactiveBuilder }, context) => {
		const { namespaces } = interactiveBuilder.allowed;
		if (namespaces.length > 0 && !namespaces.includes(defaultNamespace))
			context.addIssue({
				code: "custom",
				message: `the "${defaultNamespace}" namespace must be included under allowed namespaces property`,
			});
	});
export type KubectlConfig = z.output<typeof kubectlConfigSchema>;

/**
 * The configurations of every binding as one.
 *
 * @throws an error that names each offending key.
 */
export function readKubectlConfig(configs: readonly string[]): KubectlConfig {
	const parsed = kubectlConfigSchema.safeParse(mergeConfigs(configs));
	if (parsed.success) return parsed.data;
	const problems = parsed.error.issues.map(({ path, message }) =>
		[path.join("."), message].filter((part) => part !== "").join(": "),
	);
	throw new Error(`while validating configuration: ${problems.join("; ")}`);
}

/** The same as JSON Schema (draft 7), for the plugin index. */
export function kubectlJsonSchema(): object {
	return {
		title: "Kubectl",
		...z.toJSONSchema(kubectlConfigSchema, { target: "draft-7", io: "input" }),
	};
}
