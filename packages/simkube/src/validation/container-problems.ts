import type { StatusCause } from "../status-error.ts";
import { envVarNameRefusals } from "../valid-names.ts";
import { itemsOf, type Loose } from "./loose.ts";
import {
	duplicate,
	invalid,
	invalidText,
	notFound,
	oneOf,
	portNumber,
	required,
} from "./problems.ts";
import { quantityValue } from "./quantity.ts";

/** Problems of one container but for its name; `volumes` are those of its pod. */
export function containerProblems(
	container: Loose,
	field: string,
	volumes: ReadonlySet<string>,
): StatusCause[] {
	return [
		...(container.image ? [] : [required(`${field}.image`)]),
		...oneOf(`${field}.imagePullPolicy`, container.imagePullPolicy, [
			"Always",
			"IfNotPresent",
			"Never",
		]),
		...portProblems(container, field),
		...envProblems(container, field),
		...mountProblems(container, field, volumes),
		...resourceProblems(container.resources, `${field}.resources`),
		...probeProblems(container, field),
	];
}

function portProblems(container: Loose, field: string): StatusCause[] {
	const names = new Set<string>();
	return itemsOf(container.ports, `${field}.ports`).flatMap(([port, at]) => {
		const problems: StatusCause[] = [];
		if (typeof port.name === "string" && port.name !== "") {
			if (names.has(port.name))
				problems.push(duplicate(`${at}.name`, port.name));
			names.add(port.name);
		}
		problems.push(
			...(port.containerPort
				? portNumber(`${at}.containerPort`, port.containerPort)
				: [required(`${at}.containerPort`)]),
			...oneOf(`${at}.protocol`, port.protocol, ["SCTP", "TCP", "UDP"]),
		);
		return problems;
	});
}

function envProblems(container: Loose, field: string): StatusCause[] {
	return itemsOf(container.env, `${field}.env`).flatMap(([variable, at]) => {
		const { name, value, valueFrom } = variable;
		const problems = name
			? invalidText(
					`${at}.name`,
					String(name),
					envVarNameRefusals(String(name)),
				)
			: [required(`${at}.name`)];
		if (valueFrom && value)
			problems.push(
				invalid(
					`${at}.valueFrom`,
					"",
					"may not be specified when `value` is not empty",
				),
			);
		return problems;
	});
}

function mountProblems(
	container: Loose,
	field: string,
	volumes: ReadonlySet<string>,
): StatusCause[] {
	const paths = new Set<string>();
	return itemsOf(container.volumeMounts, `${field}.volumeMounts`).flatMap(
		([mount, at]) => {
			const problems: StatusCause[] = [];
			if (!mount.name) problems.push(required(`${at}.name`));
			else if (!volumes.has(mount.name))
				problems.push(notFound(`${at}.name`, mount.name));
			if (!mount.mountPath) problems.push(required(`${at}.mountPath`));
			else if (paths.has(mount.mountPath))
				problems.push(
					invalid(`${at}.mountPath`, mount.mountPath, "must be unique"),
				);
			paths.add(mount.mountPath);
			return problems;
		},
	);
}

function resourceProblems(resources: Loose, field: string): StatusCause[] {
	const problems: StatusCause[] = [];
	for (const part of ["limits", "requests"])
		for (const [name, quantity] of Object.entries(resources?.[part] ?? {}))
			if ((quantityValue(quantity) ?? 0) < 0)
				problems.push(
					invalid(
						`${field}.${part}[${name}]`,
						quantity,
						"must be greater than or equal to 0",
					),
				);
	for (const [name, request] of Object.entries(resources?.requests ?? {})) {
		const limit = resources?.limits?.[name];
		if (limit === undefined) continue;
		const asked = quantityValue(request) ?? 0;
		if (asked > (quantityValue(limit) ?? asked))
			problems.push(
				invalid(
					`${field}.requests`,
					String(request),
					`must be less than or equal to ${name} limit of ${limit}`,
				),
			);
	}
	return problems;
}

const handlers = ["exec", "grpc", "httpGet", "tcpSocket"];

function probeProblems(container: Loose, field: string): StatusCause[] {
	return ["livenessProbe", "readinessProbe", "startupProbe"].flatMap((name) => {
		const probe = container[name];
		if (!probe) return [];
		return handlers.some((handler) => probe[handler])
			? []
			: [required(`${field}.${name}`, "must specify a handler type")];
	});
}
