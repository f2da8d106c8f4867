import { type StatusCause, StatusError } from "../status-error.ts";

/** The 422 of an object with problems: `Deployment.apps "bad" is invalid: spec.x: Required value`. */
export function invalidError(
	kindRef: { readonly group: string; readonly kind: string },
	name: string,
	causes: readonly StatusCause[],
): StatusError {
	const { group, kind } = kindRef;
	const qualified = group === "" ? kind : `${kind}.${group}`;
	const lines = [
		...new Set(
			causes.map(({ field, message }) =>
				field === "" ? message : `${field}: ${message}`,
			),
		),
	];
	const shown = lines.length === 1 ? lines[0] : `[${lines.join(", ")}]`;
	return new StatusError({
		code: 422,
		reason: "Invalid",
		message: `${qualified} ${JSON.stringify(name)} is invalid: ${shown}`,
		details: {
			...(name === "" ? {} : { name }),
			...(group === "" ? {} : { group }),
			kind,
			causes,
		},
	});
}
