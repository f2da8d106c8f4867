import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { BusAccountKeys } from "./bus-accounts.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { StoredBusAccount } from "./fleet-store.ts";
import { openSecret, sealSecret } from "./sealed-secret.ts";

/**
 * Creates the bus account of the organisation if it has none, and pushes it. While the bus is down the push is left to the fleet's
 * own tick.
 */
export async function prepareOrganisation(
	deps: FleetDeps,
	organisationId: OrganisationId,
): Promise<void> {
	const made = deps.busAccounts.createKeys();
	await deps.transact(async (tx) => {
		if (await deps.fleetStore.findBusAccount(organisationId, tx)) return;
		await deps.fleetStore.insertBusAccount(tx, {
			organisationId,
			busAccountId: made.busAccountId,
			sealedSecrets: sealSecret(
				deps.settings.encryptionKey,
				organisationId,
				made.secrets,
			),
			revision: 1,
			pushedRevision: 0,
		});
	});
	await pushBusAccountOf(deps, organisationId);
}

/** The keys of an organisation's busAccount. @throws Error when the organisation was not prepared. */
export async function busAccountKeys(
	deps: FleetDeps,
	organisationId: OrganisationId,
	tx?: Transaction,
): Promise<BusAccountKeys> {
	const busAccount = await deps.fleetStore.findBusAccount(organisationId, tx);
	if (!busAccount) throw new Error("the organisation has no bus account");
	return openBusAccount(deps, busAccount, tx);
}

/** The keys of a stored bus account. One of an older version is given an order key first, of which all replicas then use the same. */
export async function openBusAccount(
	deps: Pick<FleetDeps, "fleetStore" | "orderKeys"> & {
		readonly settings: Pick<FleetDeps["settings"], "encryptionKey">;
	},
	busAccount: StoredBusAccount,
	tx?: Transaction,
): Promise<BusAccountKeys> {
	const { encryptionKey } = deps.settings;
	const { organisationId, busAccountId, sealedSecrets } = busAccount;
	const secrets = openSecret(encryptionKey, organisationId, sealedSecrets);
	const complete = deps.orderKeys.addTo(secrets);
	if (complete === undefined) return { busAccountId, secrets };
	await deps.fleetStore.replaceBusSecrets(
		organisationId,
		{
			from: sealedSecrets,
			to: sealSecret(encryptionKey, organisationId, complete),
		},
		tx,
	);
	const stored = await deps.fleetStore.findBusAccount(organisationId, tx);
	if (!stored || stored.sealedSecrets === sealedSecrets)
		throw new Error("the organisation's order key was not stored");
	return openBusAccount(deps, stored, tx);
}

/** Tells the bus one busAccount; what fails is logged and left to the ticking, because the database already has the truth. */
export async function pushBusAccountOf(
	deps: FleetDeps,
	organisationId: OrganisationId,
): Promise<void> {
	const busAccount = await deps.fleetStore.findBusAccount(organisationId);
	if (busAccount) await tryPush(deps, busAccount);
}

/** Pushes many bus accounts, a few at a time. Never throws when the bus is down. */
export async function pushBusAccounts(
	deps: FleetDeps,
	which: "all" | "unpushed",
): Promise<void> {
	const waiting = [...(await deps.fleetStore.listBusAccounts(which))];
	async function work(): Promise<void> {
		for (let busAccount = waiting.pop(); busAccount; busAccount = waiting.pop())
			if (!(await tryPush(deps, busAccount))) waiting.length = 0;
	}
	await Promise.all(Array.from({ length: 8 }, work));
}

/** Pushes are repeated while the bus account changes: of the pushes of two replicas the older one must not stay. */
const maxRepeats = 5;

async function tryPush(
	deps: FleetDeps,
	given: StoredBusAccount,
): Promise<boolean> {
	const { organisationId } = given;
	let busAccount: StoredBusAccount | undefined = given;
	try {
		for (let i = 0; busAccount && i < maxRepeats; i++) {
			const revision: number = busAccount.revision;
			await pushOnce(deps, busAccount);
			busAccount = await deps.fleetStore.findBusAccount(organisationId);
			if (busAccount?.revision === revision) break;
		}
		return true;
	} catch (error) {
		deps.log.warn("a bus account was not pushed", {
			organisationId,
			busAccount: given.busAccountId,
			error,
		});
		return !(error instanceof AppError && error.code === "BUS_UNAVAILABLE");
	}
}

async function pushOnce(
	deps: FleetDeps,
	busAccount: StoredBusAccount,
): Promise<void> {
	const now = deps.clock.now();
	await deps.busAccounts.push({
		keys: await openBusAccount(deps, busAccount),
		name: busAccount.organisationName,
		issuedAt: now,
		revocations: await deps.fleetStore.listRevocations(
			busAccount.organisationId,
			now,
		),
	});
	await deps.fleetStore.markPushed(
		busAccount.organisationId,
		busAccount.revision,
	);
}
