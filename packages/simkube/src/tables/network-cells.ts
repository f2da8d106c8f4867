import type { KubeObject } from "../kube-object.ts";
import {
	ageOf,
	firstFew,
	type Loose,
	labelsText,
	list,
	nameOf,
	none,
	selectorText,
} from "./cell-text.ts";
import type { CellsOf } from "./table-types.ts";

const service: CellsOf = (object, nowMs) => {
	const spec = object.spec ?? {};
	return [
		nameOf(object),
		spec.type ?? "",
		list(spec.clusterIPs)[0] ?? spec.clusterIP ?? none,
		externalIP(object),
		list(spec.ports).map(portText).join(",") || none,
		ageOf(object, nowMs),
		labelsText(spec.selector),
	];
};

function portText({ port, nodePort, protocol = "TCP" }: Loose): string {
	return nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;
}

function externalIP(object: KubeObject): string {
	const { spec, status } = object;
	const declared: string[] = list(spec?.externalIPs);
	if (spec?.type === "ExternalName") return spec.externalName ?? "";
	if (spec?.type !== "LoadBalancer") return declared.join(",") || none;
	const balanced = balancerAddresses(status?.loadBalancer);
	return (
		[...(balanced === "" ? [] : [balanced]), ...declared].join(",") ||
		"<pending>"
	);
}

function balancerAddresses(loadBalancer: Loose): string {
	const addresses = list(loadBalancer?.ingress).map(
		({ ip, hostname }) => ip || hostname,
	);
	return [...new Set(addresses.filter(Boolean))].sort().join(",");
}

const ingress: CellsOf = (object, nowMs) => {
	const hosts = list(object.spec?.rules)
		.map(({ host }) => host)
		.filter(Boolean);
	return [
		nameOf(object),
		object.spec?.ingressClassName ?? none,
		hosts.length === 0 ? "*" : firstFew(hosts),
		balancerAddresses(object.status?.loadBalancer),
		list(object.spec?.tls).length > 0 ? "80, 443" : "80",
		ageOf(object, nowMs),
	];
};

const endpoints: CellsOf = (object, nowMs) => {
	const addresses = list(object.subsets).flatMap((subset) => {
		const ips = list(subset.addresses).map(({ ip }) => ip);
		const ports = list(subset.ports);
		if (ports.length === 0) return ips.map(hostText);
		return ports.flatMap(({ port }) =>
			ips.map((ip) => `${hostText(ip)}:${port}`),
		);
	});
	return [nameOf(object), firstFew(addresses), ageOf(object, nowMs)];
};

const hostText = (ip: string): string => (ip.includes(":") ? `[${ip}]` : ip);

const endpointSlice: CellsOf = (object, nowMs) => {
	const ports = list(object.ports).map(({ port }) => String(port ?? "*"));
	const addresses = list(object.endpoints).flatMap((endpoint) =>
		list(endpoint.addresses),
	);
	return [
		nameOf(object),
		object.addressType ?? "",
		ports.length === 0 ? "<unset>" : firstFew(ports),
		addresses.length === 0 ? "<unset>" : firstFew(addresses),
		ageOf(object, nowMs),
	];
};

const networkPolicy: CellsOf = (object, nowMs) => [
	nameOf(object),
	selectorText(object.spec?.podSelector),
	ageOf(object, nowMs),
];

const ingressClass: CellsOf = (object, nowMs) => {
	const parameters = object.spec?.parameters;
	const kind = parameters?.apiGroup
		? `${parameters.kind}.${parameters.apiGroup}`
		: parameters?.kind;
	return [
		nameOf(object),
		object.spec?.controller ?? "",
		parameters ? `${kind}/${parameters.name}` : none,
		ageOf(object, nowMs),
	];
};

/** Cells of the kinds that connect, by `group/kind`. */
export const networkCells: Record<string, CellsOf> = {
	Service: service,
	Endpoints: endpoints,
	"discovery.k8s.io/EndpointSlice": endpointSlice,
	"networking.k8s.io/Ingress": ingress,
	"networking.k8s.io/IngressClass": ingressClass,
	"networking.k8s.io/NetworkPolicy": networkPolicy,
};
