import type { ProcessId } from "@quarterdeck/contract";
import type { Clock, NewId, Transact } from "@quarterdeck/runtime";
import type { Audit } from "../audit/index.ts";
import { normalEmail, normalName } from "./email.ts";
import type { Identity } from "./identity.ts";
import type { IdentityStore } from "./identity-store.ts";
import type { Person } from "./person.ts";
import type { TokenEndings } from "./token-endings.ts";

export interface IdentitySettings {
	/** How long a one-time sign-in link lives. */
	readonly signInLinkSeconds: number;
	/** How long a token made by signing in lives; undefined: until it is ended. */
	readonly tokenSeconds: number | undefined;
}

export interface IdentityDeps {
	readonly identityStore: IdentityStore;
	readonly tokenEndings: TokenEndings;
	readonly audit: Audit;
	readonly transact: Transact;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly processId: ProcessId;
	readonly settings: IdentitySettings;
}

/**
 * Makes the first organisation with its owner when there is none; of many processes that start at once, one does.
 * An organisation that is there is returned as it is, whatever name was asked for.
 * @throws AppError INPUT_INVALID for a bad name or email.
 */
export async function ensureFirstOrganisation(
	deps: IdentityDeps,
	wanted: Parameters<Identity["ensureFirstOrganisation"]>[0],
): ReturnType<Identity["ensureFirstOrganisation"]> {
	const name = normalName("organisation", wanted.name);
	const email = normalEmail(wanted.ownerEmail);
	const displayName = normalName("owner", wanted.ownerName ?? email, 320);
	const found = await deps.transact(async (tx) => {
		await deps.identityStore.lockFirstOrganisation(tx);
		const organisation = await deps.identityStore.firstOrganisation(tx);
		if (organisation) return { organisation, created: false };
		const made = {
			id: deps.newId("organisation"),
			name,
			createdAt: deps.clock.now(),
		};
		const owner: Person = {
			id: deps.newId("person"),
			organisationId: made.id,
			email,
			displayName: displayName.slice(0, 256),
			groups: [],
			role: "owner",
			createdAt: made.createdAt,
			removedAt: undefined,
		};
		await deps.identityStore.insertOrganisation(tx, made, owner);
		await deps.audit.recordEvent(tx, {
			organisationId: made.id,
			code: "organisation.created",
			who: { kind: "process", processId: deps.processId },
			outcome: "succeeded",
			subjectId: made.id,
			facts: { name, owner: email },
		});
		return { organisation: made, created: true };
	});
	return { ...found, owner: await ownerOf(deps, found.organisation.id) };
}

async function ownerOf(
	deps: IdentityDeps,
	organisationId: Person["organisationId"],
): Promise<Person> {
	const people = await deps.identityStore.listPeople(organisationId);
	const owner = people.find((person) => person.role === "owner");
	if (!owner) throw new Error("an organisation without an owner");
	return owner;
}
