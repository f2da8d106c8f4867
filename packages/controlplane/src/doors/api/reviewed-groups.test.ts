import assert from "node:assert/strict";
import { test } from "node:test";
import { askApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

test("while changes to rights wait for a second member, nobody gives groups by hand; taking them away is free", async (t) => {
	const staged = await stageApi(t, { groupsAreReviewed: true });
	const ask = (query: string) => askApi(staged, query);
	for (const query of [
		'mutation { addPerson(email: "bob@example.com", groups: ["admins"]) { url } }',
		'mutation { invitePerson(email: "bob@example.com", groups: ["admins"]) { url } }',
	]) {
		const refused = await ask(query);
		assert.equal(
			refused.errors?.[0]?.extensions?.code,
			"REVIEW_REQUIRED",
			query,
		);
		assert.match(String(refused.errors?.[0]?.message), /settings\.review/);
	}
	const { people, organisation } = staged;
	const find = () =>
		people.findPersonByEmail(organisation.id, "bob@example.com");
	assert.equal(await find(), undefined);
	await ask('mutation { addPerson(email: "bob@example.com") { url } }');
	const bob = await find();
	const update = (groups: string) =>
		ask(
			`mutation { updatePerson(id: "${bob?.id}", groups: ${groups}) { groups } }`,
		);
	const given = await update('["admins"]');
	assert.equal(given.errors?.[0]?.extensions?.code, "REVIEW_REQUIRED");
	assert.deepEqual((await find())?.groups, []);
	assert.deepEqual((await update("[]")).data?.updatePerson, { groups: [] });
});
