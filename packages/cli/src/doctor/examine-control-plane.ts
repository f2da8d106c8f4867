import type { ApiClient } from "../api/api-client.ts";
import { meDocument, statusDocument } from "../api/documents.ts";
import { type Finding, find } from "./finding.ts";

interface Status {
	readonly status: {
		readonly version: string;
		readonly parts: readonly {
			readonly name: string;
			readonly ok: boolean;
			readonly problem: string | null;
			readonly note: string | null;
		}[];
	};
}

/** The control plane's own parts, in its own words. */
export async function examineControlPlane(
	api: ApiClient,
	onFailure: (error: unknown) => void,
): Promise<Finding[]> {
	let parts: Finding[] = [];
	const itself = await find(
		"control plane",
		async () => {
			const { status } = await api.ask<Status>(statusDocument);
			parts = status.parts.map(({ name, ok, problem, note }) => ({
				part: name,
				ok,
				seen: problem ?? (ok ? "healthy" : "unhealthy"),
				...(note ? { advice: note } : {}),
			}));
			return { ok: true, seen: `version ${status.version}` };
		},
		onFailure,
	);
	if (!itself.ok) return [itself];
	const person = await find(
		"you",
		async () => {
			const { me } = await api.ask<{
				me: { email: string; role: string; organisation: { name: string } };
			}>(meDocument);
			return {
				ok: true,
				seen: `${me.email}, ${me.role.toLowerCase()} of ${me.organisation.name}`,
			};
		},
		onFailure,
	);
	return [itself, ...parts, person];
}
