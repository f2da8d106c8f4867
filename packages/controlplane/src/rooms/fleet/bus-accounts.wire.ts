import {
	type AccountPublisher,
	agentJwt,
	createOrganisationKeys,
	enrolmentCredential,
	type OrganisationKeys,
	organisationKeysSchema,
} from "@quarterdeck/wire";
import type { AccountKeys, BusAccounts } from "./bus-accounts.ts";

/** Accounts on the real bus: the publisher brings them to the servers, the scoped signing keys mint their users. */
export function createWireBusAccounts(
	accountPublisher: Pick<AccountPublisher, "publish">,
): BusAccounts {
	return {
		createKeys() {
			const { accountId, ...seeds } = createOrganisationKeys();
			return { accountId, secrets: JSON.stringify(seeds) };
		},
		push: ({ keys, name, revocations }) =>
			accountPublisher.publish({
				keys: organisationKeys(keys),
				name,
				revocations: Object.fromEntries(
					revocations.map(({ userKey, revokedAt }) => [
						userKey,
						Math.floor(revokedAt.getTime() / 1000),
					]),
				),
			}),
		agentJwt: ({ keys, ...request }) =>
			agentJwt({ ...request, keys: organisationKeys(keys) }),
		enrolmentCredential: ({ keys, ...request }) =>
			enrolmentCredential({ ...request, keys: organisationKeys(keys) }),
	};
}

function organisationKeys(keys: AccountKeys): OrganisationKeys {
	const seeds: unknown = JSON.parse(keys.secrets);
	return organisationKeysSchema.parse({
		...(seeds as object),
		accountId: keys.accountId,
	});
}
