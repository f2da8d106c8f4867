import { AppError } from "@quarterdeck/contract";
import {
	requireAllowed,
	requireSession,
	requireSignedIn,
} from "../api-context.ts";
import { mayCreateOrganisation } from "../may-create-organisation.ts";
import { builder } from "./builder.ts";
import { organisationRef, personId } from "./person.ts";

builder.queryField("organisation", (t) =>
	t.field({
		type: organisationRef,
		description: "The organisation of this request.",
		resolve: (_root, _args, context) => requireSignedIn(context).organisation,
	}),
);

builder.mutationField("createOrganisation", (t) =>
	t.field({
		type: organisationRef,
		description: "Creates an organisation that you own.",
		args: { name: t.arg.string({ required: true }) },
		async resolve(_root, { name }, context) {
			const { people, organisationCreation } = context.deps;
			const session = requireSession(context);
			const memberships = await people.listMemberships(session);
			if (!mayCreateOrganisation(organisationCreation, memberships.length))
				throw new AppError("ORGANISATION_CREATION_CLOSED", {});
			return (await people.createOrganisation(session, name)).organisation;
		},
	}),
);

builder.mutationField("renameOrganisation", (t) =>
	t.field({
		type: organisationRef,
		args: { name: t.arg.string({ required: true }) },
		async resolve(_root, { name }, context) {
			const { actor, organisation } = await requireAllowed(
				context,
				"organisation.update",
			);
			return context.deps.people.renameOrganisation(
				actor,
				organisation.id,
				name,
			);
		},
	}),
);

builder.mutationField("transferOwnership", (t) =>
	t.field({
		type: organisationRef,
		description:
			"Transfers ownership to another member. Only the owner may do this.",
		args: { person: t.arg.id({ required: true }) },
		async resolve(_root, { person }, context) {
			const { actor, organisation, proof } = await requireAllowed(
				context,
				"ownership.transfer",
			);
			await context.deps.people.transferOwnership(
				{ ...actor, proof },
				organisation.id,
				personId(person),
			);
			return organisation;
		},
	}),
);
