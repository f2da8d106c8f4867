import type { KubeObject, ManagedFieldsEntry } from "../kube-object.ts";
import {
	decodeSet,
	encodeSet,
	type FieldSet,
	isEmptySet,
	sameSet,
} from "./field-set.ts";

/** One writer of an object with the fields it owns. */
export interface Manager {
	readonly name: string;
	readonly operation: "Apply" | "Update";
	readonly apiVersion: string;
	readonly subresource: string;
	readonly time: string;
	readonly fields: FieldSet;
}

/** The managers an object lists; entries that are none are left out. */
export function readManagers(object: KubeObject | undefined): Manager[] {
	const entries = object?.metadata.managedFields ?? [];
	return entries
		.filter((entry) => entry?.manager && entry.fieldsV1)
		.map((entry) => ({
			name: entry.manager,
			operation: entry.operation,
			apiVersion: entry.apiVersion,
			subresource: entry.subresource ?? "",
			time: entry.time ?? "",
			fields: decodeSet(entry.fieldsV1),
		}));
}

/** Whether two entries speak of the same writer in the same role. */
export function isSameManager(
	left: Omit<Manager, "fields" | "time">,
	right: Omit<Manager, "fields" | "time">,
): boolean {
	return (
		left.name === right.name &&
		left.operation === right.operation &&
		left.subresource === right.subresource &&
		(left.operation === "Apply" || left.apiVersion === right.apiVersion)
	);
}

/** The entries of `managedFields`, in the real server's order; managers of nothing are left out. */
export function writeManagers(
	managers: readonly Manager[],
): ManagedFieldsEntry[] {
	return managers
		.filter((manager) => !isEmptySet(manager.fields))
		.toSorted(compare)
		.map((manager) => ({
			manager: manager.name,
			operation: manager.operation,
			apiVersion: manager.apiVersion,
			...(manager.time === "" ? {} : { time: manager.time }),
			fieldsType: "FieldsV1" as const,
			fieldsV1: encodeSet(manager.fields),
			...(manager.subresource === ""
				? {}
				: { subresource: manager.subresource }),
		}));
}

function compare(left: Manager, right: Manager): number {
	return (
		byText(left.operation, right.operation) ||
		byText(left.time, right.time) ||
		byText(left.name, right.name) ||
		byText(left.subresource, right.subresource)
	);
}

function byText(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}

/** The manager with other fields; its time moves only when they really differ. */
export function withFields(
	manager: Manager,
	fields: FieldSet,
	time: string,
): Manager {
	return sameSet(manager.fields, fields)
		? manager
		: { ...manager, fields, time };
}
