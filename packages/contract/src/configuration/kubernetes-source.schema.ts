import { z } from "zod";
import {
	oneOf,
	weakBoolean,
	weakDuration,
	weakList,
	weakText,
} from "./weak.schema.ts";

/*
 * The configuration of the source `botkube/kubernetes`, with the defaults of Botkube's code, which are not those of its JSON schema
 * (docs/guide/sources-kubernetes.md#keys).
 */

/** What can happen to an object. The last three are accepted and never happen, as in Botkube. */
export const kubernetesEventTypes = [
	"create",
	"update",
	"delete",
	"error",
	"all",
	"warning",
	"normal",
	"info",
] as const;

/** Bounds of a configuration: each pattern is evaluated for each change of the cluster. */
const maxPatternCharacters = 1000;
const maxPatterns = 200;
const maxResources = 500;
const maxEntries = 100;

const text = weakText();
const short = weakText(256);
const on = weakBoolean.default(true);
const off = weakBoolean.default(false);

const patterns = weakList
	.pipe(
		z
			.array(
				z
					.string()
					.max(
						maxPatternCharacters,
						`expected a pattern of at most ${maxPatternCharacters} characters`,
					),
			)
			.max(maxPatterns, `expected at most ${maxPatterns} patterns`),
	)
	.default([]);
const constraint = z
	.strictObject({ include: patterns, exclude: patterns })
	.prefault({});
const pairs = z
	.record(z.string(), text)
	.refine(
		(given) => Object.keys(given).length <= maxEntries,
		`expected at most ${maxEntries} keys`,
	)
	.default({});
const types = weakList
	.pipe(z.array(oneOf(kubernetesEventTypes)).max(maxEntries))
	.default([]);
const event = z
	.strictObject({ types, reason: constraint, message: constraint })
	.prefault({});
const words = (otherwise: readonly string[]) =>
	weakList
		.pipe(z.array(z.string().max(256)).max(maxEntries))
		.default([...otherwise]);

const resource = z.strictObject({
	type: weakText(512).pipe(
		z
			.string()
			.regex(
				/^([a-z0-9.-]+\/)?v[a-z0-9]+\/[a-z0-9.-]+$/,
				"expected a resource such as v1/pods or apps/v1/deployments",
			),
	),
	name: constraint,
	namespaces: constraint,
	annotations: pairs,
	labels: pairs,
	event,
	updateSetting: z
		.strictObject({
			fields: weakList
				.pipe(z.array(z.string().max(maxPatternCharacters)).max(maxEntries))
				.default([]),
			includeDiff: off,
		})
		.prefault({}),
});

const button = z.strictObject({
	enabled: off,
	trigger: z.strictObject({ type: types }).prefault({}),
	button: z
		.strictObject({
			displayName: short.default(""),
			commandTpl: text.default(""),
		})
		.prefault({}),
});

export const kubernetesSourceSchema = z.strictObject({
	informerResyncPeriod: weakDuration.default("30m"),
	log: z
		.strictObject({
			level: short.default("info"),
			disableColors: off,
			formatter: short.default(""),
		})
		.prefault({}),
	recommendations: z
		.strictObject({
			pod: z
				.strictObject({ noLatestImageTag: off, labelsSet: off })
				.prefault({}),
			ingress: z
				.strictObject({ backendServiceValid: off, tlsSecretValid: off })
				.prefault({}),
		})
		.prefault({}),
	event,
	namespaces: constraint,
	annotations: pairs,
	labels: pairs,
	resources: z.array(resource).max(maxResources).default([]),
	commands: z
		.strictObject({
			verbs: words([
				"api-resources",
				"api-versions",
				"cluster-info",
				"describe",
				"explain",
				"get",
				"logs",
				"top",
			]),
			resources: words([
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
			]),
		})
		.prefault({}),
	filters: z
		.strictObject({ objectAnnotationChecker: on, nodeEventsChecker: on })
		.prefault({}),
	extraButtons: z.array(button).max(maxEntries).default([]),
});
export type KubernetesSource = z.output<typeof kubernetesSourceSchema>;
export type KubernetesSourceResource = KubernetesSource["resources"][number];
