import { type SourceEvent, sections } from "@quarterdeck/plugin-sdk";
import type { Alert } from "./alert.ts";

/** An alert for people, with the fields that Botkube's plugin showed; the raw object is the alert as Prometheus has it. */
export function alertEvent(alert: Alert, source: string): SourceEvent {
	const { labels, annotations, state } = alert;
	const name = labels.alertname ?? "(no name)";
	const described = Object.entries(annotations).map(
		([key, value]) => `${key}: ${value}`,
	);
	return {
		message: {
			type: "nonInteractiveEventSingleSection",
			...sections({
				header: `${name}: ${state}`,
				textFields: [
					{ key: "Source", value: source },
					{ key: "Alert Name", value: name },
					{ key: "State", value: state },
					...namespaceField(labels.namespace),
				],
				...(described.length > 0
					? { bulletLists: [{ title: "Description", items: described }] }
					: {}),
			}),
		},
		rawObject: alert,
	};
}

function namespaceField(namespace: string | undefined) {
	return namespace === undefined
		? []
		: [{ key: "Namespace", value: namespace }];
}
