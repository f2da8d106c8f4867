import { AppError, isId, type PersonId } from "@quarterdeck/contract";
import {
	type Membership,
	type Organisation,
	type PeopleOrder,
	peopleOrders,
} from "../../../rooms/people/index.ts";
import { requireAllowed, requireSignedIn } from "../api-context.ts";
import { oncePerRequest } from "../once-per-request.ts";
import { builder, pageRequest } from "./builder.ts";
import { connectionType } from "./connection-type.ts";
import { connectionOf } from "./page-info.ts";

export const organisationRef = builder.objectRef<Organisation>("Organisation");
export const personRef = builder.objectRef<Membership>("Person");

// Every person of a list leads to the same organisation.
const ownerOf = oncePerRequest(({ deps }, id: Organisation["id"]) =>
	deps.people.findOwner(id),
);
const memberCountOf = oncePerRequest(({ deps }, id: Organisation["id"]) =>
	deps.people.countPeople(id),
);

builder.objectType(organisationRef, {
	name: "Organisation",
	description:
		"The people who share clusters, a configuration and an audit chain.",
	fields: (t) => ({
		id: t.exposeID("id"),
		name: t.exposeString("name"),
		createdAt: t.expose("createdAt", { type: "DateTime" }),
		owner: t.field({
			type: personRef,
			async resolve(organisation, _args, context) {
				const person = await ownerOf(context, organisation.id);
				return { person, organisation };
			},
		}),
		memberCount: t.int({
			resolve: ({ id }, _args, context) => memberCountOf(context, id),
		}),
		isCurrent: t.boolean({
			description: "Whether it is the organisation of this request.",
			resolve: ({ id }, _args, { signedIn }) =>
				signedIn?.organisation.id === id,
		}),
	}),
});

builder.objectType(personRef, {
	name: "Person",
	description: "An account in one organisation.",
	fields: (t) => ({
		id: t.id({ resolve: ({ person }) => person.id }),
		email: t.string({ resolve: ({ person }) => person.email }),
		displayName: t.string({ resolve: ({ person }) => person.displayName }),
		role: t.string({
			description: "owner or member",
			resolve: ({ person }) => person.role,
		}),
		groups: t.stringList({ resolve: ({ person }) => [...person.groups] }),
		createdAt: t.field({
			type: "DateTime",
			resolve: ({ person }) => person.createdAt,
		}),
		isYou: t.boolean({
			resolve: ({ person }, _args, { signedIn }) =>
				signedIn?.person.id === person.id,
		}),
		organisation: t.field({
			type: organisationRef,
			resolve: ({ organisation }) => organisation,
		}),
	}),
});

const orderRef = builder.enumType("PeopleOrder", {
	description:
		"People whom an order does not tell apart stand by email. ROLE puts the owner first; GROUPS goes by the first group.",
	values: Object.fromEntries(
		peopleOrders.map((order) => [
			order.toUpperCase().replace("-", "_"),
			{ value: order },
		]),
	) as Record<
		Uppercase<Exclude<PeopleOrder, "name-descending">> | "NAME_DESCENDING",
		{ value: PeopleOrder }
	>,
});

const peopleRef = connectionType("Person", personRef);

builder.queryField("me", (t) =>
	t.field({
		type: personRef,
		description: "Who you are.",
		resolve: (_root, _args, context) => requireSignedIn(context),
	}),
);

builder.queryField("people", (t) =>
	t.field({
		type: peopleRef,
		description: "The people of your organisation.",
		args: {
			search: t.arg.string({ description: "Part of the email or the name." }),
			order: t.arg({ type: orderRef, description: "EMAIL if absent." }),
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const { organisation } = await requireAllowed(context, "person.read");
			const page = await context.deps.people.listPeople(
				organisation.id,
				{ search: args.search ?? undefined, order: args.order ?? undefined },
				pageRequest(args),
			);
			const items = page.items.map((person) => ({ person, organisation }));
			return connectionOf({ ...page, items }, ({ person }) => person.email);
		},
	}),
);

builder.mutationField("updatePerson", (t) =>
	t.field({
		type: personRef,
		description: "Changes a person's name or groups.",
		args: {
			id: t.arg.id({ required: true }),
			displayName: t.arg.string(),
			groups: t.arg.stringList(),
		},
		async resolve(_root, args, context) {
			const { actor, organisation, proof } = await requireAllowed(
				context,
				"person.update",
			);
			const person = await context.deps.people.updatePerson(
				{ ...actor, proof },
				organisation.id,
				personId(args.id),
				{
					displayName: args.displayName ?? undefined,
					groups: args.groups ?? undefined,
				},
			);
			return { person, organisation };
		},
	}),
);

builder.mutationField("removePerson", (t) =>
	t.field({
		type: personRef,
		description: "Removes a person and ends their sessions at once.",
		args: { email: t.arg.string({ required: true }) },
		async resolve(_root, { email }, context) {
			const { actor, organisation } = await requireAllowed(
				context,
				"person.remove",
			);
			const person = await context.deps.people.removePerson(
				actor,
				organisation.id,
				email,
			);
			return { person, organisation };
		},
	}),
);

/** @throws AppError PERSON_NOT_FOUND for what is no person's id. */
export function personId(text: string): PersonId {
	if (isId("person", text)) return text;
	throw new AppError("PERSON_NOT_FOUND", { person: text.slice(0, 64) });
}
