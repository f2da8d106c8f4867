import { type SourceEvent, sections } from "@quarterdeck/plugin-sdk";
import { z } from "zod";

const labels = z.record(z.string().max(256), z.string().max(4096)).default({});

/** What Alertmanager sends to a webhook, version 4. */
const callSchema = z.object({
	version: z.literal("4"),
	groupKey: z.string().max(4096),
	status: z.enum(["firing", "resolved"]),
	groupLabels: labels,
	commonLabels: labels,
	externalURL: z.string().max(2048).default(""),
	truncatedAlerts: z.number().int().min(0).default(0),
	alerts: z
		.array(
			z.object({
				status: z.enum(["firing", "resolved"]),
				labels,
				annotations: labels,
				startsAt: z.string().max(64).default(""),
				endsAt: z.string().max(64).default(""),
				fingerprint: z.string().max(64).default(""),
			}),
		)
		.min(1)
		.max(1000),
});

const shownAlerts = 10;

/**
 * A call of Alertmanager as one event: it groups alerts, and so does this. The raw object names what the group has in common, so that
 * its resolution is that of the same thing.
 * @throws Error with what is wrong with a call that is none of Alertmanager's.
 */
export function alertmanagerEvent(
	payload: Uint8Array,
	source: string,
): SourceEvent {
	const { status, alerts, truncatedAlerts, ...group } = readCall(payload);
	const name =
		group.commonLabels.alertname ??
		group.groupLabels.alertname ??
		`${alerts.length} alerts`;
	const others = alerts.length - shownAlerts + truncatedAlerts;
	const items = alerts.slice(0, shownAlerts).map((alert) => {
		const { summary, description, message } = alert.annotations;
		const what = summary ?? description ?? message ?? namesOf(alert.labels);
		return `${alert.status}: ${what}`;
	});
	return {
		message: {
			type: "nonInteractiveEventSingleSection",
			...sections({
				header: `${name}: ${status}`,
				textFields: [
					{ key: "Source", value: source },
					{ key: "Alert Name", value: name },
					{ key: "State", value: status },
				],
				bulletLists: [
					{
						title: "Alerts",
						items:
							alerts.length > shownAlerts || truncatedAlerts > 0
								? [...items, `and ${others} more`]
								: items,
					},
				],
			}),
		},
		rawObject: {
			labels: { ...group.commonLabels, alertname: name },
			state: status,
			startsAt: firstOf(alerts.map(({ startsAt }) => startsAt)),
			...group,
			alerts,
		},
	};
}

function readCall(payload: Uint8Array): z.output<typeof callSchema> {
	let json: unknown;
	try {
		json = JSON.parse(new TextDecoder().decode(payload));
	} catch {
		throw new Error("the call is not JSON");
	}
	const read = callSchema.safeParse(json);
	if (read.success) return read.data;
	const [issue] = read.error.issues;
	throw new Error(
		`the call is not one of Alertmanager's (version 4): ${issue?.path.join(".")}: ${issue?.message}`,
	);
}

function namesOf(named: Readonly<Record<string, string>>): string {
	return Object.entries(named)
		.map(([key, value]) => `${key}=${value}`)
		.join(" ");
}

function firstOf(times: readonly string[]): string {
	return times.toSorted()[0] ?? "";
}
