import assert from "node:assert/strict";
import { test } from "node:test";
import {
	approveInvitationDocument,
	invitationsDocument,
} from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";
import { createTestTerminal } from "../terminal.fixture.ts";
import { invitePerson } from "./invite-person.ts";
import { decideInvitation, listInvitations } from "./review-invitations.ts";

const invitation = (email: string, waits: boolean) => ({
	...{ id: `inv_${email}`, email, groups: [], invitedBy: "ana@example.com" },
	...{ expiresAt: "2026-01-02T03:04:05Z", waits, approvedBy: null },
});
const pages = [
	[invitation("bob@example.com", true)],
	[invitation("cyd@example.com", false)],
];

function stage() {
	const { terminal, out, said } = createTestTerminal();
	const asked: { document: string; variables: object }[] = [];
	const ask = async (document: string, variables: { after?: string }) => {
		if (document !== invitationsDocument) asked.push({ document, variables });
		const page = Number(variables.after ?? 0);
		return {
			invitePerson: {
				url: "https://qd.example/join#code=qdi_x",
				invitation: invitation("bob@example.com", true),
			},
			invitations: {
				edges: (pages[page] ?? []).map((node) => ({ node })),
				pageInfo: { hasNextPage: page === 0, endCursor: String(page + 1) },
			},
		};
	};
	const context = { api: () => ({ ask }), terminal };
	return { asked, context: context as unknown as CommandContext, out, said };
}

test("invitations of every page are listed with what they wait for", async () => {
	const { context, out } = stage();
	await listInvitations({ output: "text" }, context);
	assert.match(out(), /bob@example.com +waits for a second member/);
	assert.match(out(), /cyd@example.com +open/);
});

test("the invitation of an address is approved by its id, and an address without one is refused", async () => {
	const { asked, context, out } = stage();
	await decideInvitation(" Bob@example.com", "approve", context);
	assert.deepEqual(asked, [
		{
			document: approveInvitationDocument,
			variables: { id: "inv_bob@example.com" },
		},
	]);
	assert.match(out(), /bob@example.com is approved/);
	await assert.rejects(
		decideInvitation("eve@example.com", "approve", context),
		/no open invitation for eve@example.com/,
	);
});

test("who invites under review reads how another member approves, and gets the link on standard output alone", async () => {
	const { context, out, said } = stage();
	await invitePerson("bob@example.com", { group: [] }, context);
	assert.match(said(), /qd person review approve bob@example.com/);
	assert.equal(out(), "https://qd.example/join#code=qdi_x\n");
});
