import assert from "node:assert/strict";
import { test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import { eachPostgres } from "@quarterdeck/testkit";
import { sql } from "kysely";
import {
	first,
	roomPartsOn,
	roomsOn,
} from "../sign-in/people-and-sign-in.fixture.ts";

eachPostgres((postgres) => {
	const makeParts = roomPartsOn(postgres);

	test("the first organisation is made once, however many processes ask", async () => {
		const parts = await makeParts();
		const { people } = roomsOn(parts);
		const made = await Promise.all(
			[1, 2, 3, 4, 5].map(() => first({ people })),
		);
		assert.equal(made.filter((one) => one.created).length, 1);
		assert.equal(new Set(made.map((one) => one.organisation.id)).size, 1);
		assert.equal(made[0]?.owner.email, "ada@example.com");
		assert.equal(made[0]?.owner.role, "owner");
		const verified = await parts.audit.verifyChain(
			made[0]?.organisation.id as OrganisationId,
		);
		assert.equal(verified.ok && verified.records, 1);
	});

	test("the owner stays, a double email is refused, a bad one too", async () => {
		const { people } = roomsOn(await makeParts());
		const { organisation, owner } = await first({ people });
		const actor = {
			personId: owner.id,
			email: owner.email,
			displayName: "Ada",
			groups: [],
		};
		await assert.rejects(
			people.removePerson(actor, organisation.id, owner.email),
			{ code: "NOT_ALLOWED" },
		);
		await assert.rejects(
			people.addPerson(actor, organisation.id, { email: "ADA@example.com" }),
			{ code: "PERSON_EXISTS" },
		);
		for (const email of [
			"",
			"ada",
			"a b@c",
			"a@b\n@c",
			"<x>@y",
			`${"x".repeat(400)}@y`,
		])
			await assert.rejects(
				people.addPerson(actor, organisation.id, { email }),
				{ code: "INPUT_INVALID" },
				email,
			);
	});

	test("the database keeps exactly one owner in every organisation", async () => {
		const parts = await makeParts();
		const { people } = roomsOn(parts);
		const { organisation, owner } = await first({ people });
		const attempts = [
			sql`insert into people (organisation_id, id, account_id, email, display_name, groups, role, created_at)
				values (${organisation.id}, 'per_x', ${owner.accountId}, 'eve@example.com', 'Eve', '{}', 'owner', now())`,
			sql`update people set role = 'member' where organisation_id = ${organisation.id}`,
			sql`update people set removed_at = now() where organisation_id = ${organisation.id}`,
			sql`delete from people where organisation_id = ${organisation.id}`,
			sql`insert into organisations (id, name, created_at) values ('org_x', 'Ownerless', now())`,
		];
		for (const attempt of attempts)
			await assert.rejects(
				parts.database.transact((tx) => attempt.execute(parts.database.on(tx))),
				{
					code: /^23/,
				},
			);
	});
	test("emails are unique in lower case by the database's own rule", async () => {
		const parts = await makeParts();
		const { people } = roomsOn(parts);
		const { organisation, owner } = await first({ people });
		await assert.rejects(
			parts.database.transact((tx) =>
				sql`insert into people (organisation_id, id, account_id, email, display_name, groups, role, created_at)
					values (${organisation.id}, 'per_x', ${owner.accountId}, 'Ada@example.com', 'Ada', '{}', 'member', now())`.execute(
					parts.database.on(tx),
				),
			),
			{ constraint: "people_email_is_lower_case" },
		);
	});
});
