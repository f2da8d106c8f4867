import { type PluginSettings, restartPolicies } from "../index.ts";
import type { ConfigurationFile } from "./configuration.schema.ts";

/** Botkube's, for an interval that is shorter than a second. */
const usualSeconds = 10;

/**
 * What a file says of how plugins are watched over and called from outside
 * (docs/architecture/botkube-compatibility.md#plugin-restarts).
 */
export function toPluginSettings(
	file: NonNullable<ConfigurationFile["plugins"]>,
): PluginSettings {
	const { restartPolicy, healthCheckInterval, incomingWebhook } = file;
	const type = restartPolicies.find(
		(one) => one.toLowerCase() === restartPolicy?.type?.toLowerCase(),
	);
	return {
		...(type === undefined
			? {}
			: { restartPolicy: { type, threshold: restartPolicy?.threshold ?? 0 } }),
		...(healthCheckInterval === undefined
			? {}
			: { healthCheckSeconds: wholeSeconds(healthCheckInterval) }),
		...(incomingWebhook?.enabled && incomingWebhook.port !== undefined
			? {
					incomingWebhook: {
						port: incomingWebhook.port,
						...(incomingWebhook.inClusterBaseURL === undefined
							? {}
							: { baseUrl: incomingWebhook.inClusterBaseURL.slice(0, 2048) }),
					},
				}
			: {}),
	};
}

const unitSeconds: Readonly<Record<string, number>> = {
	ns: 1e-9,
	us: 1e-6,
	µs: 1e-6,
	ms: 1e-3,
	s: 1,
	m: 60,
	h: 3600,
};

/** Seconds of one of Go's durations, or of nanoseconds; from 1 to 86400. */
function wholeSeconds(duration: string | number): number {
	const seconds =
		typeof duration === "number"
			? duration / 1e9
			: [...duration.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)].reduce(
					(sum, [, count, unit = "s"]) =>
						sum + Number(count) * (unitSeconds[unit] ?? 1),
					0,
				);
	return seconds < 1 ? usualSeconds : Math.min(86_400, Math.round(seconds));
}
