import type { Session } from "./session.ts";

/** The organisation to go to when none is named: `preferred` if one belongs to it, else the one used last, else any. */
export function homeOrganisation(
	{ organisations, organisation }: Session,
	preferred: string | null = null,
): string | undefined {
	const belongsTo = (id: string | null) =>
		organisations.find((one) => one.id === id)?.id;
	return (
		belongsTo(preferred) ?? belongsTo(organisation) ?? organisations[0]?.id
	);
}
