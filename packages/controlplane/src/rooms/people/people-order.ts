/** How people can be listed. Those that an order does not tell apart stand by email. */
export const peopleOrders = [
	"email",
	"name",
	"name-descending",
	"oldest",
	"newest",
	"role",
	"groups",
] as const;
export type PeopleOrder = (typeof peopleOrders)[number];

/** Which people are listed, and how. */
export interface PeopleFilter {
	/** Letters of the email or the name. */
	readonly search?: string | undefined;
	/** By email if absent. */
	readonly order?: PeopleOrder | undefined;
}
