import type { Membership } from "../../../rooms/people/index.ts";
import type {
	SignedInAccount,
	SignedInSelf,
} from "../../../rooms/sign-in/index.ts";
import { requireAccount } from "../api-context.ts";
import { builder } from "./builder.ts";
import { personRef } from "./person.ts";
import { tokenScopeRef } from "./token-scope.ts";

const accountRef = builder.objectRef<SignedInAccount>("Account").implement({
	description: "A human, across all organisations.",
	fields: (t) => ({
		id: t.exposeID("id"),
		email: t.exposeString("email"),
		displayName: t.exposeString("displayName"),
		hasPassword: t.exposeBoolean("hasPassword"),
	}),
});

const membershipRef = builder.objectRef<Membership>("Membership").implement({
	description: "An organisation you belong to, as an item of a list.",
	fields: (t) => ({
		id: t.id({ resolve: ({ organisation }) => organisation.id }),
		name: t.string({ resolve: ({ organisation }) => organisation.name }),
		role: t.string({ resolve: ({ person }) => person.role }),
	}),
});

const viewerRef = builder.objectRef<SignedInSelf>("Viewer").implement({
	description: "The caller, with or without an organisation.",
	fields: (t) => ({
		account: t.field({
			type: accountRef,
			nullable: true,
			resolve: ({ account }) => account,
		}),
		organisations: t.field({
			type: [membershipRef],
			description:
				"The organisations that your session or token gives access to.",
			async resolve(self, _args, { deps }) {
				return [...(await deps.people.listMemberships(self))];
			},
		}),
		person: t.field({
			type: personRef,
			nullable: true,
			description: "You, in the organisation of this request.",
			resolve: (_self, _args, { signedIn }) => signedIn ?? null,
		}),
		scopes: t.field({
			type: [tokenScopeRef],
			nullable: true,
			description: "The scopes of your API token; absent for a session.",
			resolve: (_self, _args, { signedIn }) =>
				signedIn?.proof.kind === "token" ? [...signedIn.proof.scopes] : null,
		}),
	}),
});

builder.queryField("viewer", (t) =>
	t.field({
		type: viewerRef,
		resolve: (_root, _args, context) => requireAccount(context),
	}),
);
