import {
	approveInvitationDocument,
	invitationsDocument,
	withdrawInvitationDocument,
} from "../api/documents.ts";
import { everyNode, type Page } from "../api/every-node.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import type { ListOutput } from "../output/list-outputs.ts";
import { type Column, printList } from "../output/print-list.ts";
import { safeText } from "../output/safe-text.ts";

interface Invitation {
	readonly id: string;
	readonly email: string;
	readonly groups: readonly string[];
	readonly invitedBy: string;
	readonly expiresAt: string;
	readonly waits: boolean;
	readonly approvedBy: string | null;
}

interface InvitationsPage {
	readonly invitations: Page<Invitation>;
}

/** Prints the invitations that are open, newest first. */
export async function listInvitations(
	options: { readonly output: ListOutput },
	context: CommandContext,
): Promise<void> {
	const { terminal } = context;
	const found = await askInvitations(context);
	await printList(found, list, { output: options.output, terminal });
}

/** Approves the open invitation of an address, or withdraws it. @throws CliFailure when there is none. */
export async function decideInvitation(
	email: string,
	wanted: "approve" | "reject",
	context: CommandContext,
): Promise<void> {
	const found = (await askInvitations(context)).find(
		(one) => one.email === email.trim().toLowerCase(),
	);
	if (!found)
		throw new CliFailure(
			`There is no open invitation for ${safeText(email)}. To list them, run: qd person review list`,
		);
	const isApproved = wanted === "approve";
	const document = isApproved
		? approveInvitationDocument
		: withdrawInvitationDocument;
	await context.api().ask(document, { id: found.id });
	context.terminal.out(
		`The invitation for ${found.email} is ${isApproved ? "approved" : "withdrawn"}.\n`,
	);
}

async function askInvitations(
	context: CommandContext,
): Promise<readonly Invitation[]> {
	const api = context.api();
	return await Array.fromAsync(
		everyNode(
			async (after) =>
				(await api.ask<InvitationsPage>(invitationsDocument, { after }))
					.invitations,
		),
	);
}

const list: {
	readonly columns: readonly Column<Invitation>[];
	readonly empty: string;
} = {
	columns: [
		{ heading: "EMAIL", cell: ({ email }) => email },
		{
			heading: "STATE",
			cell: ({ waits }) => (waits ? "waits for a second member" : "open"),
		},
		{ heading: "INVITED BY", cell: ({ invitedBy }) => invitedBy },
		{ heading: "APPROVED BY", cell: ({ approvedBy }) => approvedBy ?? "-" },
		{ heading: "GROUPS", cell: ({ groups }) => groups.join(",") || "-" },
		{ heading: "EXPIRES", cell: ({ expiresAt }) => expiresAt, wide: true },
		{ heading: "ID", cell: ({ id }) => id, wide: true },
	],
	empty: "No invitation is open.",
};
