import {
	type AccountPublisher,
	agentJwt,
	createOrganisationKeys,
	enrolmentCredential,
	type OrganisationKeys,
	organisationKeysSchema,
} from "@quarterdeck/wire";
import type { BusAccountKeys, BusAccounts } from "./bus-accounts.ts";

/** Bus accounts of the real bus: the publisher writes them to the servers, the scoped signing keys mint their users. */
export function createWireBusAccounts(
	accountPublisher: Pick<AccountPublisher, "publish">,
): BusAccounts {
	return {
		createKeys() {
			const { accountId: busAccountId, ...seeds } = createOrganisationKeys();
			return { busAccountId, secrets: JSON.stringify(seeds) };
		},
		push: ({ keys, name, revocations }) =>
			accountPublisher.publish({
				keys: organisationKeysFrom(keys),
				name,
				revocations: Object.fromEntries(
					revocations.map(({ userKey, revokedAt }) => [
						userKey,
						Math.floor(revokedAt.getTime() / 1000),
					]),
				),
			}),
		agentJwt: ({ keys, ...request }) =>
			agentJwt({ ...request, keys: organisationKeysFrom(keys) }),
		enrolmentCredential: ({ keys, ...request }) =>
			enrolmentCredential({ ...request, keys: organisationKeysFrom(keys) }),
	};
}

/** The keys from what is stored of them. @throws Error when they are damaged. */
export function organisationKeysFrom(keys: BusAccountKeys): OrganisationKeys {
	const seeds: unknown = JSON.parse(keys.secrets);
	return organisationKeysSchema.parse({
		...(seeds as object),
		accountId: keys.busAccountId,
	});
}
