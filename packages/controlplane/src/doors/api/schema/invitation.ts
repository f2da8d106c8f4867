import { AppError, isId } from "@quarterdeck/contract";
import type { Invitation } from "../../../rooms/people/index.ts";
import { requireAllowed, requireSession } from "../api-context.ts";
import { joinUrl } from "../sign-in-url.ts";
import { builder, pageRequest } from "./builder.ts";
import { connectionType } from "./connection-type.ts";
import { connectionOf } from "./page-info.ts";
import { organisationRef } from "./person.ts";

const invitationRef = builder.objectRef<Invitation>("Invitation").implement({
	description: "Lets one email into the organisation, once.",
	fields: (t) => ({
		id: t.exposeID("id"),
		email: t.exposeString("email"),
		displayName: t.string({
			nullable: true,
			resolve: ({ displayName }) => displayName || null,
		}),
		groups: t.stringList({ resolve: ({ groups }) => [...groups] }),
		invitedBy: t.exposeString("inviter", {
			description: "The email of the person who created it.",
		}),
		createdAt: t.expose("createdAt", { type: "DateTime" }),
		expiresAt: t.expose("expiresAt", { type: "DateTime" }),
	}),
});

const newInvitationRef = builder
	.objectRef<{ readonly invitation: Invitation; readonly url: string }>(
		"NewInvitation",
	)
	.implement({
		fields: (t) => ({
			invitation: t.expose("invitation", { type: invitationRef }),
			url: t.exposeString("url", {
				description: "Shown once and works once. Give it only to that person.",
			}),
		}),
	});

const invitationsRef = connectionType("Invitation", invitationRef);

builder.queryField("invitations", (t) =>
	t.field({
		type: invitationsRef,
		description: "The invitations that are open.",
		args: {
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const { organisation } = await requireAllowed(context, "person.read");
			const page = await context.deps.people.listInvitations(
				organisation.id,
				pageRequest(args),
			);
			return connectionOf(page, ({ id }) => id);
		},
	}),
);

builder.mutationField("invitePerson", (t) =>
	t.field({
		type: newInvitationRef,
		description:
			"Invites a person by email for seven days. This replaces an open invitation for the same address.",
		args: {
			email: t.arg.string({ required: true }),
			displayName: t.arg.string(),
			groups: t.arg.stringList(),
		},
		async resolve(_root, args, context) {
			const { actor, organisation, proof } = await requireAllowed(
				context,
				"person.add",
			);
			const { people, publicUrl } = context.deps;
			const { invitation, code } = await people.invitePerson(
				{ ...actor, proof },
				organisation.id,
				{
					email: args.email,
					displayName: args.displayName ?? undefined,
					groups: args.groups ?? undefined,
				},
			);
			return { invitation, url: joinUrl(publicUrl, code) };
		},
	}),
);

builder.mutationField("withdrawInvitation", (t) =>
	t.field({
		type: invitationRef,
		args: { id: t.arg.id({ required: true }) },
		async resolve(_root, { id }, context) {
			const { actor, organisation } = await requireAllowed(
				context,
				"person.add",
			);
			if (!isId("invitation", id))
				throw new AppError("INVITATION_NOT_FOUND", {
					invitation: id.slice(0, 64),
				});
			return context.deps.people.withdrawInvitation(actor, organisation.id, id);
		},
	}),
);

builder.mutationField("acceptInvitation", (t) =>
	t.field({
		type: organisationRef,
		description: "Joins the organisation that invited your email.",
		args: { code: t.arg.string({ required: true }) },
		async resolve(_root, { code }, context) {
			const membership = await context.deps.people.acceptInvitation(
				requireSession(context),
				code,
			);
			return membership.organisation;
		},
	}),
);
