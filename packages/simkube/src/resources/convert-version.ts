import type { KubeObject } from "../kube-object.ts";
import { apiVersionOf, type ResourceType } from "./resource-type.ts";

/** The object as another version of its API shows it. The same object when it is already that version. */
export function convertTo(type: ResourceType, object: KubeObject): KubeObject {
	const apiVersion = apiVersionOf(type);
	if (object.apiVersion === apiVersion) return object;
	if (type.storageKey === "/events") return convertEvent(object, apiVersion);
	if (type.storageKey === "autoscaling/horizontalpodautoscalers")
		return convertAutoscaler(object, apiVersion);
	return { ...object, apiVersion };
}

function convertEvent(event: KubeObject, apiVersion: string): KubeObject {
	const { metadata, kind } = event;
	const shared = {
		kind,
		apiVersion,
		metadata,
		reason: event.reason,
		type: event.type,
		eventTime: event.eventTime ?? null,
		action: event.action,
		related: event.related,
		reportingController: event.reportingController ?? event.reportingComponent,
		series: event.series,
	};
	if (apiVersion === "v1") {
		return withoutUndefined({
			...shared,
			involvedObject: event.regarding,
			message: event.note,
			source: event.deprecatedSource ?? {},
			firstTimestamp: event.deprecatedFirstTimestamp ?? null,
			lastTimestamp: event.deprecatedLastTimestamp ?? null,
			count: event.deprecatedCount,
			reportingComponent: event.reportingController ?? "",
			reportingController: undefined,
			reportingInstance: event.reportingInstance ?? "",
		});
	}
	return withoutUndefined({
		...shared,
		reportingInstance: event.reportingInstance,
		regarding: event.involvedObject,
		note: event.message,
		deprecatedSource: event.source,
		deprecatedFirstTimestamp: event.firstTimestamp,
		deprecatedLastTimestamp: event.lastTimestamp,
		deprecatedCount: event.count,
	});
}

/** Only the CPU target exists in both versions; other metrics are kept in an annotation by the real server. */
function convertAutoscaler(object: KubeObject, apiVersion: string): KubeObject {
	const { metrics, targetCPUUtilizationPercentage, ...spec } =
		object.spec ?? {};
	if (apiVersion === "autoscaling/v2") {
		const converted =
			targetCPUUtilizationPercentage === undefined
				? spec
				: { ...spec, metrics: [cpuMetric(targetCPUUtilizationPercentage)] };
		return { ...object, apiVersion, spec: converted };
	}
	const cpu = (metrics ?? []).find(
		(metric: KubeObject) => metric.resource?.name === "cpu",
	);
	const target = cpu?.resource?.target?.averageUtilization;
	const { behavior: _, ...simple } = spec;
	return {
		...object,
		apiVersion,
		spec:
			target === undefined
				? simple
				: { ...simple, targetCPUUtilizationPercentage: target },
	};
}

function cpuMetric(averageUtilization: number) {
	return {
		type: "Resource",
		resource: {
			name: "cpu",
			target: { type: "Utilization", averageUtilization },
		},
	};
}

function withoutUndefined(object: Record<string, unknown>): KubeObject {
	return Object.fromEntries(
		Object.entries(object).filter(([, value]) => value !== undefined),
	) as unknown as KubeObject;
}
