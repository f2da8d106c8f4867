import assert from "node:assert/strict";
import { test } from "node:test";
import { askApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

test("while changes to rights wait for a second member, nobody gives groups by hand; taking them away is free", async (t) => {
	const review = { isOn: false };
	const staged = await stageApi(t, { rightsAreReviewed: () => review.isOn });
	const ask = (query: string) => askApi(staged, query);
	const { people, organisation } = staged;
	const find = () =>
		people.findPersonByEmail(organisation.id, "bob@example.com");
	await ask('mutation { addPerson(email: "bob@example.com") { url } }');
	review.isOn = true;
	const refused = await ask(
		'mutation { invitePerson(email: "cyd@example.com", groups: ["admins"]) { url } }',
	);
	assert.equal(refused.errors?.[0]?.extensions?.code, "REVIEW_REQUIRED");
	assert.match(String(refused.errors?.[0]?.message), /settings\.review/);
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

test("while changes to rights wait for a second member, so does everybody who would come in", async (t) => {
	const review = { isOn: false };
	const staged = await stageApi(t, { rightsAreReviewed: () => review.isOn });
	const { people, signIn, organisation } = staged;
	const ask = (query: string, token = staged.token) =>
		askApi({ ...staged, token }, query);
	const codeOf = async (query: string, token?: string) =>
		(await ask(query, token)).errors?.[0]?.extensions?.code;
	await ask('mutation { addPerson(email: "bob@example.com") { url } }');
	review.isOn = true;
	assert.equal(
		await codeOf('mutation { addPerson(email: "cyd@example.com") { url } }'),
		"MEMBER_REVIEW_REQUIRED",
	);
	assert.equal(
		await people.findPersonByEmail(organisation.id, "cyd@example.com"),
		undefined,
	);
	const made = await ask(
		'mutation { invitePerson(email: "cyd@example.com") { url invitation { id waits } } }',
	);
	const { url, invitation } = (made.data ?? assert.fail()).invitePerson as {
		url: string;
		invitation: { id: string; waits: boolean };
	};
	assert.equal(invitation.waits, true);
	const joinWith = () =>
		fetch(`${staged.url}/sign-in/link`, {
			method: "POST",
			headers: {
				"content-type": "application/json",
				origin: staged.url,
			},
			body: JSON.stringify({ code: url.split("code=")[1] }),
		}).then((response) => response.text());
	assert.match(await joinWith(), /INVITATION_WAITS/);
	const approve = `mutation { approveInvitation(id: "${invitation.id}") { waits approvedBy } }`;
	assert.equal(await codeOf(approve), "APPROVER_NOT_INDEPENDENT");
	const bob = await people.findPersonByEmail(
		organisation.id,
		"bob@example.com",
	);
	assert.ok(bob);
	const narrow = await signIn.makeApiToken(organisation.id, bob.id, "ci", [
		"configure",
		"people",
	]);
	assert.equal(await codeOf(approve, narrow.token), "TOKEN_TOO_NARROW");
	const { token } = await signIn.makeApiToken(organisation.id, bob.id, "qd");
	assert.deepEqual((await ask(approve, token)).data?.approveInvitation, {
		waits: false,
		approvedBy: "bob@example.com",
	});
	assert.doesNotMatch(await joinWith(), /INVITATION_WAITS/);
	assert.ok(await people.findPersonByEmail(organisation.id, "cyd@example.com"));
});
