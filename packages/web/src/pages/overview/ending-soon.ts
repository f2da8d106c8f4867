import type { Credentials } from "./documents.ts";

/** A credential that ends soon, and what to do about it. */
export interface Ending {
	readonly key: string;
	readonly name: string;
	readonly what: string;
	readonly endsAt: string;
	/** Undefined for a token of one's own. */
	readonly cluster: string | undefined;
}

const soonDays = 14;

/** What ends before this instant ends soon. The same within an hour, so that what was fetched is found again. */
export function soonBefore(now: Date): string {
	const before = new Date(now);
	before.setMinutes(0, 0, 0);
	before.setDate(before.getDate() + soonDays);
	return before.toISOString();
}

/** Everything that ends before the instant, the first to end first. */
export function endingSoon(
	{ endingCredentials, endingMachineTokens, apiTokens }: Credentials,
	before: string,
): readonly Ending[] {
	const ending: Ending[] = [
		...endingCredentials.map(({ kind, cluster, endsAt }) => ({
			key: `${kind} ${cluster}`,
			name: cluster,
			what:
				kind === "AGENT"
					? "The agent's credential. Its renewal is overdue; when it has ended, the agent needs a new join token."
					: "The agent's access to the API server. Replace it in the cluster.",
			endsAt,
			cluster,
		})),
		...endingMachineTokens.map(({ id, cluster, label, expiresAt }) => ({
			key: id,
			name: label,
			what: `Machine token of ${cluster}. Create a new one before it ends.`,
			endsAt: expiresAt ?? before,
			cluster,
		})),
		...apiTokens.edges.flatMap(({ node: { id, label, expiresAt } }) =>
			expiresAt !== null && Date.parse(expiresAt) < Date.parse(before)
				? [
						{
							key: id,
							name: label,
							what: "Your API token. Create a new one before it ends.",
							endsAt: expiresAt,
							cluster: undefined,
						},
					]
				: [],
		),
	];
	return ending.sort((a, b) => Date.parse(a.endsAt) - Date.parse(b.endsAt));
}
