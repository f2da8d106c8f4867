import { putInTransaction } from "@quarterdeck/runtime/fakes";
import {
	type FakeIdentityTables,
	fakePage,
	fakeSweep,
} from "./identity-tables.fake.ts";
import type { InvitationStore, StoredInvitation } from "./invitation-store.ts";

const isOpen = (invitation: StoredInvitation, at: Date) =>
	!invitation.acceptedAt &&
	!invitation.withdrawnAt &&
	invitation.expiresAt > at;

/** Invitations in memory. */
export function createFakeInvitationStore(
	tables: FakeIdentityTables,
): InvitationStore {
	const { invitations, organisations } = tables;
	const of = (organisationId: string) =>
		[...invitations.values()].filter(
			(one) => one.organisationId === organisationId,
		);
	return {
		async putInvitation(tx, invitation) {
			for (const known of of(invitation.organisationId))
				if (
					known.email === invitation.email &&
					!known.acceptedAt &&
					!known.withdrawnAt
				)
					putInTransaction(tx, invitations, known.id, {
						...known,
						withdrawnAt: invitation.createdAt,
					});
			putInTransaction(tx, invitations, invitation.id, invitation);
		},
		async findInvitation(id) {
			const invitation = invitations.get(id);
			const organisation =
				invitation && organisations.get(invitation.organisationId);
			return invitation && organisation && { invitation, organisation };
		},
		async acceptInvitation(tx, organisationId, id, acceptedAt) {
			const known = of(organisationId).find((one) => one.id === id);
			if (!known || !isOpen(known, acceptedAt)) return false;
			putInTransaction(tx, invitations, id, { ...known, acceptedAt });
			return true;
		},
		withdrawInvitations: async (tx, organisationId, which, withdrawnAt) =>
			of(organisationId)
				.filter(
					(one) =>
						isOpen(one, withdrawnAt) &&
						("id" in which
							? one.id === which.id
							: one.invitedBy === which.invitedBy),
				)
				.map((known) => {
					const withdrawn = { ...known, withdrawnAt };
					putInTransaction(tx, invitations, known.id, withdrawn);
					return withdrawn;
				}),
		listInvitations: async (organisationId, page) =>
			fakePage(
				of(organisationId).filter((one) => isOpen(one, page.at)),
				page,
			),
		sweepInvitations: async (before, limit) =>
			fakeSweep(invitations, ({ expiresAt }) => expiresAt < before, limit),
	};
}
