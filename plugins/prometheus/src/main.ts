#!/usr/bin/env node
import { source } from "@quarterdeck/plugin-sdk";
import manifest from "../package.json" with { type: "json" };
import { alertmanagerEvent } from "./alertmanager-call.ts";
import { prometheusConfigSchema } from "./prometheus-config.schema.ts";
import { readAlerts } from "./read-alerts.ts";
import { waitSeconds, watchAlerts } from "./watch-alerts.ts";

await source({
	name: "prometheus",
	version: `v${manifest.version}`,
	description: "Tells of alerts of Prometheus and Alertmanager.",
	config: prometheusConfigSchema,
	externalRequestSchema: {
		type: "object",
		required: ["version", "groupKey", "status", "alerts"],
	},
	async stream({ listener }, { config, signal, emit, log }) {
		if (config.url === undefined) {
			// Only Alertmanager speaks; the stream stays open for as long as somebody listens.
			await new Promise((resolve) =>
				signal.addEventListener("abort", resolve, { once: true }),
			);
			return;
		}
		await watchAlerts(config, listener.sourceName, signal, {
			read: (until) => readAlerts(config, until),
			emit,
			warn: (message) => log.warn(message),
			begunAt: new Date(performance.timeOrigin),
			wait: waitSeconds,
		});
	},
	handleExternalRequest: async ({ payload, listener }) =>
		alertmanagerEvent(payload, listener.sourceName),
});
