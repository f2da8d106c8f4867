import type { Organisation, Person } from "../../../rooms/identity/index.ts";
import { requireSignedIn } from "../api-context.ts";
import { builder } from "./builder.ts";

export interface PersonView {
	readonly person: Person;
	readonly organisation: Organisation;
}

const organisationRef = builder
	.objectRef<Organisation>("Organisation")
	.implement({
		fields: (t) => ({
			id: t.exposeID("id"),
			name: t.exposeString("name"),
		}),
	});

export const personRef = builder.objectRef<PersonView>("Person").implement({
	fields: (t) => ({
		id: t.id({ resolve: ({ person }) => person.id }),
		email: t.string({ resolve: ({ person }) => person.email }),
		displayName: t.string({ resolve: ({ person }) => person.displayName }),
		role: t.string({
			description: "owner or member",
			resolve: ({ person }) => person.role,
		}),
		groups: t.stringList({ resolve: ({ person }) => [...person.groups] }),
		organisation: t.field({
			type: organisationRef,
			resolve: ({ organisation }) => organisation,
		}),
	}),
});

builder.queryField("me", (t) =>
	t.field({
		type: personRef,
		description: "Who you are.",
		resolve: (_root, _args, context) => requireSignedIn(context),
	}),
);
