import { AppError, type InvitationId, isId } from "@quarterdeck/contract";
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
		waits: t.exposeBoolean("waits", {
			description:
				"Whether a second member must approve it before it can be accepted.",
		}),
		approvedAt: t.field({
			type: "DateTime",
			nullable: true,
			resolve: ({ approvedAt }) => approvedAt ?? null,
		}),
		approvedBy: t.string({
			nullable: true,
			description:
				"The email of the member who approved it; absent also when the keeper of the server did.",
			resolve: ({ approver }) => approver ?? null,
		}),
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
			"Invites a person by email for seven days. This replaces an open invitation for the same address. While changes to rights are reviewed, it waits until another member approves it.",
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

builder.mutationField("approveInvitation", (t) =>
	t.field({
		type: invitationRef,
		description:
			"Approves an invitation of another member: it can be accepted now. This needs a session or a token with all scopes.",
		args: { id: t.arg.id({ required: true }) },
		async resolve(_root, { id }, context) {
			const { actor, organisation, proof } = await requireAllowed(
				context,
				"person.add",
			);
			return context.deps.people.approveInvitation(
				{ ...actor, proof },
				organisation.id,
				invitationId(id),
			);
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
			return context.deps.people.withdrawInvitation(
				actor,
				organisation.id,
				invitationId(id),
			);
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

/** @throws AppError INVITATION_NOT_FOUND for what is no invitation's id. */
function invitationId(text: string): InvitationId {
	if (isId("invitation", text)) return text;
	throw new AppError("INVITATION_NOT_FOUND", { invitation: text.slice(0, 64) });
}
