import { goQuote } from "../go-quote.ts";
import { StatusError } from "../status-error.ts";
import type { ResourceType } from "./resource-type.ts";

/** Refusals about names that no kind's own rules give. */
export const invalidNames = {
	missing: (type: ResourceType): StatusError =>
		new StatusError({
			code: 422,
			reason: "Invalid",
			message: `${qualifiedKind(type)} "" is invalid: metadata.name: Required value: name or generateName is required`,
			details: {
				...(type.group === "" ? {} : { group: type.group }),
				kind: type.kind,
				causes: [
					{
						reason: "FieldValueRequired",
						message: "Required value: name or generateName is required",
						field: "metadata.name",
					},
				],
			},
		}),
	/** An update that does not say which version it replaces, where that is demanded. */
	missingVersion: (type: ResourceType, name: string): StatusError =>
		new StatusError({
			code: 422,
			reason: "Invalid",
			message: `${qualifiedPlural(type)} ${goQuote(name)} is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified for an update`,
			details: {
				name,
				...(type.group === "" ? {} : { group: type.group }),
				kind: type.resource,
				causes: [
					{
						reason: "FieldValueInvalid",
						message: "Invalid value: 0x0: must be specified for an update",
						field: "metadata.resourceVersion",
					},
				],
			},
		}),
};

/** `Widget.example.com`, or `ConfigMap` for the core group: how refusals of a whole object name its kind. */
export function qualifiedKind(type: { group: string; kind: string }): string {
	return type.group === "" ? type.kind : `${type.kind}.${type.group}`;
}

function qualifiedPlural(type: ResourceType): string {
	return type.group === "" ? type.resource : `${type.resource}.${type.group}`;
}
