import { durationRule, readDuration } from "@quarterdeck/contract";
import { z } from "zod";

const states = ["firing", "pending", "inactive"] as const;

/** The keys of Botkube's plugin, and ours behind them. */
export const prometheusConfigSchema = z.strictObject({
	url: z
		.url({ protocol: /^https?$/ })
		.optional()
		.describe(
			"Address of Prometheus. Without it nothing is asked for, and only calls of Alertmanager are told of.",
		),
	alertStates: z
		.array(z.enum(states))
		.default([...states])
		.describe(
			"States that are told. inactive stands for alerts that are over: they are told as resolved.",
		),
	ignoreOldAlerts: z
		.boolean()
		.default(true)
		.describe("Leaves out alerts that were active before the plugin started."),
	log: z.unknown().optional().describe("Accepted and without effect."),
	interval: z
		.string()
		.default("5s")
		.refine((text) => (readDuration(text) ?? 0) >= 1, {
			error: `expected ${durationRule}, at least 1s`,
		})
		.describe("How often Prometheus is asked."),
	bearerToken: z
		.string()
		.min(1)
		.optional()
		.describe("Sent to Prometheus, as a secret reference."),
});
export type PrometheusConfig = z.output<typeof prometheusConfigSchema>;
