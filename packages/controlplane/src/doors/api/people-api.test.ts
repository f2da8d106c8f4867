import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { until } from "@quarterdeck/testkit";
import { signedInBrowser } from "./security/stage-people.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";
import { createTestBrowser, type TestBrowser } from "./test-browser.fixture.ts";

type Staged = Awaited<ReturnType<typeof stageApi>>;
type Answer = Awaited<ReturnType<TestBrowser["ask"]>>;

function code(answer: Answer): string | undefined {
	return answer.errors?.[0]?.extensions?.code;
}

/** One field of what was answered. */
function field<T>(answer: Answer, name: string): T {
	assert.ok(answer.data, JSON.stringify(answer.errors));
	return answer.data[name] as T;
}

async function askBy(
	{ url }: Pick<Staged, "url">,
	token: string,
	query: string,
	variables: object = {},
): Promise<Answer> {
	const browser = createTestBrowser(url);
	return browser.ask(query, variables, { authorization: `Bearer ${token}` });
}

function codeIn(url: string): string {
	return new URLSearchParams(new URL(url).hash.slice(1)).get("code") ?? "";
}

async function invite(
	browser: TestBrowser,
	email: string,
	headers: Record<string, string> = {},
) {
	const made = await browser.ask(
		"mutation ($email: String!) { invitePerson(email: $email) { url invitation { id email invitedBy } } }",
		{ email },
		headers,
	);
	return field<{ url: string; invitation: { id: string } }>(
		made,
		"invitePerson",
	);
}

describe("an invitation", () => {
	test("signs its person in once where no provider can be asked", async (t) => {
		const staged = await stageApi(t);
		const ana = await signedInBrowser(staged);
		const { url } = await invite(ana, "Bob@Example.com");
		assert.match(url, new RegExp(`^${staged.url}/join#code=qdi_`));
		const bob = createTestBrowser(staged.url);
		const seen = await bob.signIn(codeIn(url));
		assert.equal(seen.account?.email, "bob@example.com");
		assert.equal(seen.organisation, staged.organisation.id);
		const again = createTestBrowser(staged.url);
		assert.equal(
			(await again.signIn(codeIn(url))).error?.code,
			"INVITATION_REFUSED",
		);
		const people = await ana.ask(
			'{ people(search: "bob") { edges { node { email isYou role } cursor } pageInfo { hasNextPage } } }',
		);
		assert.deepEqual(field(people, "people"), {
			edges: [
				{
					node: { email: "bob@example.com", isYou: false, role: "member" },
					cursor: "bob@example.com",
				},
			],
			pageInfo: { hasNextPage: false },
		});
	});

	test("says who invites whom to whoever holds its code, and nothing once it is over", async (t) => {
		const staged = await stageApi(t, { signInsPerSecond: 1000 });
		const ana = await signedInBrowser(staged);
		const { url, invitation } = await invite(ana, "bob@example.com");
		const stranger = createTestBrowser(staged.url);
		const look = async (code: unknown, headers = {}) => {
			const response = await stranger.post("/invitation", { code }, headers);
			return (await response.json()) as { error?: { code: string } };
		};
		const shown = await look(codeIn(url));
		assert.deepEqual(shown, {
			organisation: { name: "Acme" },
			email: "bob@example.com",
			invitedBy: "ana@example.com",
			expiresAt: (shown as { expiresAt?: string }).expiresAt,
		});
		const other = await invite(ana, "carl@example.com");
		const mixed = codeIn(url).slice(0, 30) + codeIn(other.url).slice(30);
		for (const wrong of ["x", `${codeIn(url)}x`, mixed, "qdl_no"])
			assert.equal((await look(wrong)).error?.code, "INVITATION_REFUSED");
		for (const garbage of [7, null, "", { $ne: "" }, "x".repeat(600)])
			assert.equal((await look(garbage)).error?.code, "INPUT_INVALID");
		assert.equal(
			(await look(codeIn(url), { "sec-fetch-site": "cross-site" })).error?.code,
			"REQUEST_FOREIGN",
		);
		await ana.ask(
			"mutation ($id: ID!) { withdrawInvitation(id: $id) { id } }",
			invitation,
		);
		assert.equal((await look(codeIn(url))).error?.code, "INVITATION_REFUSED");
		await stranger.signIn(codeIn(other.url));
		assert.equal(
			(await look(codeIn(other.url))).error?.code,
			"INVITATION_REFUSED",
		);
	});

	test("is withdrawn, and is shown to members only while it is open", async (t) => {
		const staged = await stageApi(t);
		const ana = await signedInBrowser(staged);
		const { url, invitation } = await invite(ana, "bob@example.com");
		const list =
			"{ invitations { edges { node { id email displayName invitedBy } } } }";
		assert.equal(
			field<{ edges: unknown[] }>(await ana.ask(list), "invitations").edges
				.length,
			1,
		);
		const withdraw =
			"mutation ($id: ID!) { withdrawInvitation(id: $id) { id } }";
		assert.ok(field(await ana.ask(withdraw, invitation), "withdrawInvitation"));
		assert.equal(
			code(await ana.ask(withdraw, invitation)),
			"INVITATION_NOT_FOUND",
		);
		assert.deepEqual(field(await ana.ask(list), "invitations"), { edges: [] });
		const bob = createTestBrowser(staged.url);
		assert.equal(
			(await bob.signIn(codeIn(url))).error?.code,
			"INVITATION_REFUSED",
		);
		assert.equal(bob.cookies.size, 0);
	});

	test("is accepted by who is signed in with that very email, and by nobody else", async (t) => {
		const staged = await stageApi(t, { organisationCreation: "anyone" });
		const ana = await signedInBrowser(staged);
		const first = await invite(ana, "bob@example.com");
		const bob = createTestBrowser(staged.url);
		await bob.signIn(codeIn(first.url));
		const made = await ana.ask(
			'mutation { createOrganisation(name: "Beta") { id name isCurrent owner { email } memberCount } }',
		);
		const beta = field<{ id: string }>(made, "createOrganisation");
		assert.deepEqual(beta, {
			id: beta.id,
			name: "Beta",
			isCurrent: false,
			owner: { email: "ana@example.com" },
			memberCount: 1,
		});
		const there = { "x-organisation": beta.id };
		const forCarl = await invite(ana, "carl@example.com", there);
		const accept =
			"mutation ($code: String!) { acceptInvitation(code: $code) { id } }";
		assert.equal(
			code(await bob.ask(accept, { code: codeIn(forCarl.url) })),
			"INVITATION_FOR_ANOTHER",
		);
		assert.equal(
			code(await bob.ask("{ me { id } }", {}, there)),
			"ORGANISATION_UNKNOWN",
		);
	});
});

describe("an organisation", () => {
	test("is handed over and renamed; who left it cannot reach it", async (t) => {
		const staged = await stageApi(t);
		const ana = await signedInBrowser(staged);
		const { url } = await invite(ana, "bob@example.com");
		const bob = createTestBrowser(staged.url);
		await bob.signIn(codeIn(url));
		const { id } = field<{ id: string }>(await bob.ask("{ me { id } }"), "me");
		const transfer =
			"mutation ($id: ID!) { transferOwnership(person: $id) { owner { email } } }";
		assert.equal(code(await bob.ask(transfer, { id })), "NOT_ALLOWED");
		assert.equal(
			code(await ana.ask(transfer, { id: "nonsense" })),
			"PERSON_NOT_FOUND",
		);
		assert.deepEqual(
			field(await ana.ask(transfer, { id }), "transferOwnership"),
			{
				owner: { email: "bob@example.com" },
			},
		);
		const renamed = await bob.ask(
			'mutation { renameOrganisation(name: "Acme and sons") { name } }',
		);
		assert.deepEqual(field(renamed, "renameOrganisation"), {
			name: "Acme and sons",
		});
		const heard = ana.follow("subscription { clusterEvents { name } }");
		const ended = heard.next();
		await until(() => staged.openSubscriptions() === 1);
		await bob.ask('mutation { removePerson(email: "ana@example.com") { id } }');
		assert.equal(code((await ended).value), "NOT_SIGNED_IN");
		assert.ok(
			["NOT_SIGNED_IN", "ORGANISATION_NONE"].includes(
				code(await ana.ask("{ me { id } }")) ?? "",
			),
		);
	});

	test("is made only by whom the settings let", async (t) => {
		for (const [setting, expected] of [
			["nobody", "ORGANISATION_CREATION_CLOSED"],
			["members", undefined],
			["anyone", undefined],
		] as const) {
			const staged = await stageApi(t, { organisationCreation: setting });
			const ana = await signedInBrowser(staged);
			const { canCreateOrganisation } = await ana.session();
			assert.equal(canCreateOrganisation, expected === undefined);
			const answer = await ana.ask(
				'mutation { createOrganisation(name: "Beta") { name } }',
			);
			assert.equal(code(answer), expected, setting);
		}
	});
});

describe("an API token", () => {
	test("does what its scopes say, is shown once, and ends", async (t) => {
		const staged = await stageApi(t);
		const ana = await signedInBrowser(staged);
		const made = field<{
			token: string;
			apiToken: { id: string; scopes: string[]; isThisOne: boolean };
		}>(
			await ana.ask(
				'mutation { createApiToken(label: "ci", scopes: [READ], expiresInDays: 3) { token apiToken { id scopes isThisOne } } }',
			),
			"createApiToken",
		);
		assert.deepEqual(made.apiToken.scopes, ["READ"]);
		const by = (query: string) => askBy(staged, made.token, query);
		assert.ok((await by("{ clusters { totalCount } }")).data);
		assert.deepEqual(field(await by("{ viewer { scopes } }"), "viewer"), {
			scopes: ["READ"],
		});
		for (const query of [
			'mutation { addCluster(name: "x") { token } }',
			'mutation { addPerson(email: "x@example.com") { url } }',
		])
			assert.equal(code(await by(query)), "NOT_ALLOWED", query);
		const run = await by(
			'mutation { runCommand(input: { text: "ping" }) { id } }',
		);
		assert.equal(code(run), "NOT_ALLOWED");
		assert.match(run.errors?.[0]?.message ?? "", /does not have the scope run/);
		for (const query of [
			"{ sessions { edges { node { id } } } }",
			"mutation { endOtherSessions }",
			'mutation { createApiToken(label: "more", scopes: [READ]) { token } }',
			'mutation { createOrganisation(name: "x") { id } }',
			'mutation { setPassword(password: "correct horse battery") }',
		])
			assert.equal(code(await by(query)), "SESSION_NEEDED", query);
		const listed = await ana.ask(
			"{ apiTokens { edges { node { id label } } } }",
		);
		assert.ok(!JSON.stringify(listed).includes(made.token));
		const end = "mutation ($id: ID!) { endApiToken(id: $id) { id label } }";
		assert.deepEqual(field(await ana.ask(end, made.apiToken), "endApiToken"), {
			id: made.apiToken.id,
			label: "ci",
		});
		assert.equal(code(await ana.ask(end, made.apiToken)), "TOKEN_NOT_FOUND");
		assert.equal(code(await by("{ me { id } }")), "NOT_SIGNED_IN");
	});

	test("that reads nothing may not even see who is there", async (t) => {
		const staged = await stageApi(t);
		const ana = await signedInBrowser(staged);
		const none = await ana.ask(
			'mutation { createApiToken(label: "x", scopes: []) { token } }',
		);
		assert.equal(code(none), "INPUT_INVALID");
	});
});

describe("a machine token", () => {
	test("reads its own cluster, follows it, and ends with its end", async (t) => {
		const staged = await stageApi(t);
		const ana = await signedInBrowser(staged);
		for (const name of ["eu", "us"])
			await ana.ask(
				"mutation ($name: String!) { addCluster(name: $name) { token } }",
				{ name },
			);
		const made = field<{ token: string; machineToken: { id: string } }>(
			await ana.ask(
				'mutation { createMachineToken(cluster: "eu", label: "grafana") { token machineToken { id cluster label } } }',
			),
			"createMachineToken",
		);
		assert.match(made.token, /^qdm_/);
		const by = (query: string) => askBy(staged, made.token, query);
		assert.deepEqual(
			(
				await by(
					'{ clusters { totalCount edges { node { name } } } eu: cluster(name: "eu") { name } us: cluster(name: "us") { name } }',
				)
			).data,
			{
				clusters: { totalCount: 1, edges: [{ node: { name: "eu" } }] },
				eu: { name: "eu" },
				us: null,
			},
		);
		assert.deepEqual(
			(await by('{ clusters(search: "us") { totalCount edges { cursor } } }'))
				.data,
			{ clusters: { totalCount: 0, edges: [] } },
		);
		for (const query of [
			"{ me { id } }",
			"{ viewer { account { email } } }",
			"{ fleetSummary { count } }",
			'mutation { removeCluster(name: "eu") { id } }',
		])
			assert.equal(code(await by(query)), "MACHINE_NOT_ALLOWED", query);
		const follower = createTestBrowser(staged.url);
		const heard = follower.follow(
			"subscription { clusterEvents { name state } }",
			{},
			{ authorization: `Bearer ${made.token}` },
		);
		const events = [await heard.next()];
		await ana.ask('mutation { removeCluster(name: "us") { id } }');
		await ana.ask('mutation { removeCluster(name: "eu") { id } }');
		events.push(await heard.next());
		assert.deepEqual(
			events.map(({ value }) => value?.data?.clusterEvents),
			[
				{ name: "eu", state: "JOINING" },
				{ name: "eu", state: "REMOVED" },
			],
		);
		await heard.return(undefined);
	});

	test("is listed and ended by members", async (t) => {
		const staged = await stageApi(t);
		const ana = await signedInBrowser(staged);
		await ana.ask('mutation { addCluster(name: "eu") { token } }');
		const create = (cluster: string) =>
			ana.ask(
				'mutation ($cluster: String!) { createMachineToken(cluster: $cluster, label: "x") { token machineToken { id } } }',
				{ cluster },
			);
		assert.equal(code(await create("nowhere")), "CLUSTER_UNKNOWN");
		const made = field<{ token: string; machineToken: { id: string } }>(
			await create("eu"),
			"createMachineToken",
		);
		const list =
			'{ machineTokens(cluster: "eu") { edges { node { id cluster label } } } }';
		assert.deepEqual(field(await ana.ask(list), "machineTokens"), {
			edges: [
				{ node: { id: made.machineToken.id, cluster: "eu", label: "x" } },
			],
		});
		const end = "mutation ($id: ID!) { endMachineToken(id: $id) { cluster } }";
		assert.deepEqual(
			field(await ana.ask(end, made.machineToken), "endMachineToken"),
			{ cluster: "eu" },
		);
		assert.equal(
			code(await ana.ask(end, made.machineToken)),
			"TOKEN_NOT_FOUND",
		);
		assert.equal(
			code(await askBy(staged, made.token, "{ clusters { totalCount } }")),
			"NOT_SIGNED_IN",
		);
	});
});

describe("a password", () => {
	const password = "correct horse battery staple";

	test("is taken only where the settings say so", async (t) => {
		const staged = await stageApi(t);
		const ana = await signedInBrowser(staged);
		const set = await ana.ask(
			"mutation ($password: String!) { setPassword(password: $password) }",
			{ password },
		);
		assert.equal(code(set), "PASSWORDS_OFF");
		const tried = await ana.post("/sign-in/password", {
			email: "ana@example.com",
			password,
		});
		assert.equal(tried.status, 403);
	});

	test("signs in; a wrong one, a wrong email and a locked one are told alike", async (t) => {
		const staged = await stageApi(t, { passwordSignIn: true });
		const ana = await signedInBrowser(staged);
		const set = await ana.ask(
			"mutation ($password: String!) { setPassword(password: $password) }",
			{ password },
		);
		assert.deepEqual(set.data, { setPassword: true });
		assert.equal(
			((await ana.session()) as { account: { hasPassword?: boolean } | null })
				.account?.hasPassword,
			true,
		);
		const browser = createTestBrowser(staged.url);
		const tried = async (email: string, given: string) => {
			const response = await browser.post("/sign-in/password", {
				email,
				password: given,
			});
			const body = (await response.json()) as { error?: { code: string } };
			return [response.status, body.error?.code];
		};
		const refused = [401, "PASSWORD_REFUSED"];
		assert.deepEqual(await tried("ana@example.com", "wrong horse"), refused);
		assert.deepEqual(await tried("eve@example.com", password), refused);
		assert.deepEqual(await tried("ana@example.com", password), [
			200,
			undefined,
		]);
		assert.equal((await browser.session()).account?.email, "ana@example.com");
	});
});

test("a member's link opens their organisation alone, and a downloads' address names one", async (t) => {
	const staged = await stageApi(t);
	const ana = await signedInBrowser(staged);
	const beta = field<{ id: string }>(
		await ana.ask('mutation { createOrganisation(name: "Beta") { id } }'),
		"createOrganisation",
	);
	const link = await staged.signIn.makeSignInLink(
		staged.organisation.id,
		staged.signedIn.person.id,
		{ by: staged.signedIn.actor },
	);
	const browser = createTestBrowser(staged.url);
	const seen = await browser.signIn(link.code);
	assert.deepEqual(
		seen.organisations.map(({ name }) => name),
		["Acme"],
	);
	assert.equal(
		code(await browser.ask("{ me { id } }", {}, { "x-organisation": beta.id })),
		"ORGANISATION_UNKNOWN",
	);
	const download = await browser.get(`/audit/export?organisation=${beta.id}`);
	assert.equal(download.status, 404);
	assert.equal(
		(await browser.get(`/audit/export?organisation=${staged.organisation.id}`))
			.status,
		200,
	);
	assert.equal(
		(await browser.get("/audit/export?organisation=nonsense")).status,
		404,
	);
});
