import type { KubernetesSource } from "@quarterdeck/contract/configuration";
import type { WatchedObject } from "../watches/index.ts";
import { numberIn, recordIn, recordsIn, textIn } from "./as-data.ts";
import { isLatestImage } from "./image-tag.ts";
import type { KeptObject } from "./kept-object.ts";
import { ingressResource, podResource } from "./route.ts";

/** What is to be said about a new object. */
export interface Advice {
	readonly recommendations: readonly string[];
	readonly warnings: readonly string[];
}

export const noAdvice: Advice = { recommendations: [], warnings: [] };

/** Finds another object in the namespace of the new one; `unknown` when it cannot be read. */
export type Neighbour = (
	resource: "services" | "secrets",
	name: string,
) => KeptObject | "absent" | "unknown";

const most = 50;

/** The advice that a group asked for about a new object. */
export function recommend(
	resource: string,
	object: WatchedObject,
	wanted: KubernetesSource["recommendations"],
	neighbour: Neighbour,
): Advice {
	if (resource === podResource)
		return {
			recommendations: [
				...(wanted.pod.noLatestImageTag ? latestImages(object) : []),
				...(wanted.pod.labelsSet ? missingLabels(object) : []),
			].slice(0, most),
			warnings: [],
		};
	if (resource === ingressResource)
		return {
			recommendations: [],
			warnings: [
				...(wanted.ingress.backendServiceValid
					? brokenBackends(object, neighbour)
					: []),
				...(wanted.ingress.tlsSecretValid
					? missingSecrets(object, neighbour)
					: []),
			].slice(0, most),
		};
	return noAdvice;
}

function latestImages(pod: WatchedObject): string[] {
	const spec = recordIn(pod, "spec");
	return [
		...recordsIn(spec, "initContainers").map((container) => ({
			container,
			role: "initContainer",
		})),
		...recordsIn(spec, "containers").map((container) => ({
			container,
			role: "container",
		})),
	]
		.filter(({ container }) => isLatestImage(textIn(container, "image")))
		.map(
			({ container, role }) =>
				`The 'latest' tag used in '${textIn(container, "image")}' image of Pod '${fullName(pod)}' ${role} '${textIn(container, "name")}' should be avoided.`,
		);
}

function missingLabels(pod: WatchedObject): string[] {
	if (Object.keys(pod.metadata.labels ?? {}).length > 0) return [];
	return [
		`Pod '${fullName(pod)}' created without labels. Consider defining them, to be able to use them as a selector e.g. in Service.`,
	];
}

function brokenBackends(
	ingress: WatchedObject,
	neighbour: Neighbour,
): string[] {
	const spec = recordIn(ingress, "spec");
	const backends = [
		recordIn(spec, "defaultBackend"),
		...recordsIn(spec, "rules").flatMap((rule) =>
			recordsIn(recordIn(rule, "http"), "paths").map((path) =>
				recordIn(path, "backend"),
			),
		),
	];
	const warnings = backends.flatMap((backend) => {
		// A backend without a service is a resource of another kind.
		const service = recordIn(backend, "service");
		const name = textIn(service, "name");
		if (name === "") return [];
		const found = neighbour("services", name);
		const referred = `Service '${name}' referred in Ingress '${fullName(ingress)}' spec does not`;
		if (found === "absent") return [`${referred} exist.`];
		if (found === "unknown") return [];
		const wanted = recordIn(service, "port");
		const port = textIn(wanted, "name") || String(numberIn(wanted, "number"));
		return found.ports?.includes(port)
			? []
			: [`${referred} expose port '${port}'.`];
	});
	return [...new Set(warnings)];
}

function missingSecrets(
	ingress: WatchedObject,
	neighbour: Neighbour,
): string[] {
	const names = recordsIn(recordIn(ingress, "spec"), "tls")
		.map((tls) => textIn(tls, "secretName"))
		.filter((name) => name !== "");
	return [...new Set(names)]
		.filter((name) => neighbour("secrets", name) === "absent")
		.map(
			(name) =>
				`TLS secret '${name}' referred in Ingress '${fullName(ingress)}' does not exist.`,
		);
}

function fullName({ metadata }: WatchedObject): string {
	return `${metadata.namespace ?? ""}/${metadata.name ?? ""}`;
}
