import { graphql, type ResultOf } from "../../data/graphql.ts";

export const peopleDocument = graphql(`
	query People($search: String, $order: PeopleOrder, $after: String) {
		people(search: $search, order: $order, first: 50, after: $after) {
			edges { node { id email displayName role groups createdAt isYou } }
			pageInfo { hasNextPage endCursor }
		}
	}
`);

export type Member = ResultOf<
	typeof peopleDocument
>["people"]["edges"][number]["node"];

export const organisationDocument = graphql(`
	query Organisation {
		organisation { id name memberCount owner { id email displayName isYou } }
	}
`);

export const invitationsDocument = graphql(`
	query Invitations($after: String) {
		invitations(first: 50, after: $after) {
			edges { node { id email displayName groups invitedBy expiresAt waits approvedBy } }
			pageInfo { hasNextPage endCursor }
		}
	}
`);

export type OpenInvitation = ResultOf<
	typeof invitationsDocument
>["invitations"]["edges"][number]["node"];

export const invitePersonDocument = graphql(`
	mutation InvitePerson($email: String!, $displayName: String, $groups: [String!]) {
		invitePerson(email: $email, displayName: $displayName, groups: $groups) {
			url
			invitation { id email expiresAt waits }
		}
	}
`);

export const approveInvitationDocument = graphql(`
	mutation ApproveInvitation($id: ID!) {
		approveInvitation(id: $id) { id waits approvedBy }
	}
`);

export const withdrawInvitationDocument = graphql(`
	mutation WithdrawInvitation($id: ID!) {
		withdrawInvitation(id: $id) { id }
	}
`);

export const updatePersonDocument = graphql(`
	mutation UpdatePerson($id: ID!, $displayName: String, $groups: [String!]) {
		updatePerson(id: $id, displayName: $displayName, groups: $groups) { id displayName groups }
	}
`);

export const removePersonDocument = graphql(`
	mutation RemovePerson($email: String!) {
		removePerson(email: $email) { id }
	}
`);

export const transferOwnershipDocument = graphql(`
	mutation TransferOwnership($person: ID!) {
		transferOwnership(person: $person) { id owner { id email } }
	}
`);

export const renameOrganisationDocument = graphql(`
	mutation RenameOrganisation($name: String!) {
		renameOrganisation(name: $name) { id name }
	}
`);
