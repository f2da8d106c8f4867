import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { AccountKeys } from "./bus-accounts.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { StoredAccount } from "./fleet-store.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

/**
 * Gives the organisation its account on the bus, if it has none, and tells the bus. A bus that is down is told later by the
 * fleet's own ticking.
 */
export async function prepareOrganisation(
	deps: FleetDeps,
	organisationId: OrganisationId,
): Promise<void> {
	const made = deps.busAccounts.createKeys();
	await deps.transact(async (tx) => {
		if (await deps.fleetStore.findAccount(organisationId, tx)) return;
		await deps.fleetStore.insertAccount(tx, {
			organisationId,
			accountId: made.accountId,
			sealedSecrets: sealSecret(
				deps.settings.encryptionKey,
				organisationId,
				made.secrets,
			),
			revision: 1,
			pushedRevision: 0,
		});
	});
	await pushAccountOf(deps, organisationId);
}

/** The keys of an organisation's account. @throws Error when the organisation was not prepared. */
export async function accountKeys(
	deps: FleetDeps,
	organisationId: OrganisationId,
	tx?: Transaction,
): Promise<AccountKeys> {
	const account = await deps.fleetStore.findAccount(organisationId, tx);
	if (!account) throw new Error("the organisation has no account on the bus");
	return keysOf(deps, account);
}

function keysOf(deps: FleetDeps, account: StoredAccount): AccountKeys {
	const secrets = openSecret(
		deps.settings.encryptionKey,
		account.organisationId,
		account.sealedSecrets,
	);
	return { accountId: account.accountId, secrets };
}

/** Tells the bus one account; what fails is logged and left to the ticking, because the database already has the truth. */
export async function pushAccountOf(
	deps: FleetDeps,
	organisationId: OrganisationId,
): Promise<void> {
	const account = await deps.fleetStore.findAccount(organisationId);
	if (account) await tryPush(deps, account);
}

/** Tells the bus many accounts, a few at a time. Never throws for a bus that is down. */
export async function pushAccounts(
	deps: FleetDeps,
	which: "all" | "unpushed",
): Promise<void> {
	const waiting = [...(await deps.fleetStore.listAccounts(which))];
	async function work(): Promise<void> {
		for (let account = waiting.pop(); account; account = waiting.pop())
			if (!(await tryPush(deps, account))) waiting.length = 0;
	}
	await Promise.all(Array.from({ length: 8 }, work));
}

/** Pushes are repeated while the account changes meanwhile: of two replicas' pushes the older one must not stay. */
const maxRepeats = 5;

async function tryPush(
	deps: FleetDeps,
	given: StoredAccount,
): Promise<boolean> {
	const { organisationId } = given;
	let account: StoredAccount | undefined = given;
	try {
		for (let i = 0; account && i < maxRepeats; i++) {
			const revision: number = account.revision;
			await pushOnce(deps, account);
			account = await deps.fleetStore.findAccount(organisationId);
			if (account?.revision === revision) break;
		}
		return true;
	} catch (error) {
		deps.log.warn("the bus was not told of an account", {
			organisationId,
			account: given.accountId,
			error,
		});
		return !(error instanceof AppError && error.code === "BUS_UNAVAILABLE");
	}
}

async function pushOnce(
	deps: FleetDeps,
	account: StoredAccount,
): Promise<void> {
	const now = deps.clock.now();
	await deps.busAccounts.push({
		keys: keysOf(deps, account),
		name: account.organisationName,
		issuedAt: now,
		revocations: await deps.fleetStore.listRevocations(
			account.organisationId,
			now,
		),
	});
	await deps.fleetStore.markPushed(account.organisationId, account.revision);
}
