import { StatusError } from "../status-error.ts";
import { type FieldPath, showPath } from "./field-set.ts";
import type { Manager } from "./managers.ts";

/** The 409 of an apply, with every contested field and its owner, in the real server's words. */
export function applyConflict(
	conflicts: readonly { manager: Manager; paths: readonly FieldPath[] }[],
): StatusError {
	const all = conflicts.flatMap(({ manager, paths }) =>
		paths.map((path) => ({
			owner: showManager(manager),
			path: showPath(path),
		})),
	);
	return new StatusError({
		code: 409,
		reason: "Conflict",
		message: messageOf(all),
		details: {
			causes: all.map(({ owner, path }) => ({
				reason: "FieldManagerConflict",
				message: `conflict with ${owner}`,
				field: path,
			})),
		},
	});
}

interface Conflict {
	readonly owner: string;
	readonly path: string;
}

function messageOf(all: readonly Conflict[]): string {
	const [first] = all;
	if (first && all.length === 1)
		return `Apply failed with 1 conflict: conflict with ${first.owner}: ${first.path}`;
	const owners = [...new Set(all.map(({ owner }) => owner))].sort();
	const lines = owners.flatMap((owner) => [
		`conflicts with ${owner}:`,
		...all
			.filter((each) => each.owner === owner)
			.map(({ path }) => `- ${path}`),
	]);
	return `Apply failed with ${all.length} conflicts: ${lines.join("\n")}`;
}

function showManager(manager: Manager): string {
	const name = JSON.stringify(manager.name);
	const part =
		manager.subresource === ""
			? name
			: `${name} with subresource ${JSON.stringify(manager.subresource)}`;
	return manager.operation === "Update"
		? `${part} using ${manager.apiVersion}`
		: part;
}
