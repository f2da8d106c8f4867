import type { ActiveGrant, ActiveGrants } from "./active-grants.ts";

export interface FakeActiveGrants extends ActiveGrants {
	canBeRequested: boolean;
	/** All grants there are. */
	grants: readonly ActiveGrant[];
	/** Thrown instead of an answer. */
	failure: Error | undefined;
	/** What was asked. */
	readonly asked: Parameters<ActiveGrants["of"]>[0][];
}

/** Grants as a test sets them. Which of them cover a question is left to the room, so all of them are its answer. */
export function createFakeActiveGrants(): FakeActiveGrants {
	const fake: FakeActiveGrants = {
		canBeRequested: false,
		grants: [],
		failure: undefined,
		asked: [],
		async of(wanted) {
			fake.asked.push(wanted);
			if (fake.failure) throw fake.failure;
			return fake.grants;
		},
	};
	return fake;
}
