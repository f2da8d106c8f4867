import assert from "node:assert/strict";
import { test } from "node:test";
import type { TokenScope } from "../../../rooms/people/index.ts";
import { tokenScopes } from "../../../rooms/people/index.ts";
import { callerOf } from "../api-context.ts";
import { createSchema } from "../schema/create-schema.ts";
import { machineViews } from "../schema/machine-views.ts";
import { type Access, operationAccess } from "../schema/operation-access.ts";
import { stageApi } from "../stage-api.fixture.ts";
import { createTestBrowser } from "../test-browser.fixture.ts";
import { operationsOf } from "./operations.fixture.ts";
import { signedInBrowser } from "./stage-people.fixture.ts";

/*
 * Every operation of the schema, asked for by each kind of speaker. What must be answered follows from what the operation
 * declares, so an operation that is added is asked for here without a word.
 */

type Staged = Awaited<ReturnType<typeof stageApi>>;
type Operation = ReturnType<typeof operationsOf>[number];

const operations = operationsOf(createSchema());

function accessOf(name: string): Access {
	return operationAccess[name] ?? assert.fail(`${name} declares nothing`);
}

/** The code of what was refused; of a subscription that goes on there is none. */
async function codeBy(
	{ url }: Pick<Staged, "url">,
	headers: Record<string, string>,
	{ document, variables }: Operation,
): Promise<string | undefined> {
	const response = await fetch(`${url}/graphql`, {
		method: "POST",
		headers: { "content-type": "application/json", ...headers },
		body: JSON.stringify({ query: document, variables }),
	});
	return /"code":"([A-Z_]+)"/.exec(await response.text())?.[1];
}

const isStream = ({ name }: Operation) => name.startsWith("Subscription.");
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test("strangers are refused everything but to sign in", async (t) => {
	const staged = await stageApi(t, { signInsPerSecond: 1000 });
	for (const operation of operations)
		for (const headers of [{}, bearer("qdt_wrong"), bearer("qdm_wrong")])
			if (accessOf(operation.name) !== "anyone")
				assert.equal(
					await codeBy(staged, headers as Record<string, string>, operation),
					"NOT_SIGNED_IN",
					operation.name,
				);
});

test("who belongs to no organisation may see and keep their own account, and nothing else", async (t) => {
	const staged = await stageApi(t);
	const session = await staged.signIn.signInByProvider(
		{
			issuer: "https://idp.example",
			subject: "eve",
			email: "eve@example.com",
			emailVerified: true,
		},
		{},
	);
	const eve = createTestBrowser(staged.url);
	eve.cookies.set("quarterdeck", session.secret);
	await eve.session();
	for (const operation of operations) {
		const { name, document, variables } = operation;
		const access = accessOf(name);
		const isOwn = ["anyone", "account", "session"].includes(access as string);
		const answer = isStream(operation)
			? (await eve.follow(document, variables).next()).value
			: await eve.ask(document, variables);
		const code = answer?.errors?.[0]?.extensions?.code;
		if (isOwn) assert.notEqual(code, "ORGANISATION_NONE", name);
		else assert.equal(code, "ORGANISATION_NONE", name);
	}
});

test("a token does what its one scope says, of every operation", async (t) => {
	const staged = await stageApi(t);
	const ana = await signedInBrowser(staged);
	for (const scope of tokenScopes) {
		const made = await ana.ask(
			'mutation ($scopes: [TokenScope!]!) { createApiToken(label: "x", scopes: $scopes) { token } }',
			{ scopes: [scope.toUpperCase()] },
		);
		const token = tokenIn(made.data?.createApiToken);
		for (const operation of operations) {
			const expected = await refusalOf(staged, scope, operation);
			if (expected === undefined && isStream(operation)) continue;
			const code = await codeBy(staged, bearer(token), operation);
			if (expected) assert.equal(code, expected, `${scope} ${operation.name}`);
			else
				assert.doesNotMatch(
					code ?? "",
					/^(NOT_ALLOWED|SESSION_NEEDED|NOT_SIGNED_IN|TOKEN_TOO_NARROW)$/,
					`${scope} ${operation.name}`,
				);
		}
	}
});

test("a token that lacks a scope hands out no link and no groups, and one with all of them does", async (t) => {
	const staged = await stageApi(t);
	const { signedIn, signIn } = staged;
	const all = tokenScopes;
	for (const missing of [...all, undefined]) {
		const { token } = await signIn.createApiToken(signedIn, {
			label: "x",
			scopes: all.filter((scope) => scope !== missing),
		});
		const { id } = signedIn.person;
		for (const document of [
			`mutation { addPerson(email: "a-${missing}@example.com") { url } }`,
			`mutation { invitePerson(email: "i-${missing}@example.com") { url } }`,
			`mutation { updatePerson(id: "${id}", groups: ["cluster-admins"]) { id } }`,
		])
			assert.equal(
				await codeBy(staged, bearer(token), {
					name: "",
					document,
					variables: {},
				}),
				missing === "people" ? "NOT_ALLOWED" : missing && "TOKEN_TOO_NARROW",
				`${missing} ${document}`,
			);
		const name = `mutation { updatePerson(id: "${id}", displayName: "Ana") { id } }`;
		assert.equal(
			await codeBy(staged, bearer(token), {
				name: "",
				document: name,
				variables: {},
			}),
			missing === "people" ? "NOT_ALLOWED" : undefined,
		);
	}
});

test("a token that lacks a scope mints no credential that could do what it cannot, and one with all of them does", async (t) => {
	const staged = await stageApi(t);
	const { signedIn, signIn } = staged;
	const ana = await signedInBrowser(staged);
	await ana.ask('mutation { addCluster(name: "eu") { token } }');
	const tokenWithout = async (missing: TokenScope | undefined) =>
		(
			await signIn.createApiToken(signedIn, {
				label: "x",
				scopes: tokenScopes.filter((scope) => scope !== missing),
			})
		).token;
	const codeOf = async (token: string, document: string) =>
		codeBy(staged, bearer(token), { name: "", document, variables: {} });
	const machine =
		'mutation { createMachineToken(cluster: "eu", label: "x") { token } }';
	const api =
		'mutation { createApiToken(label: "x", scopes: [READ]) { token } }';
	for (const missing of [...tokenScopes, undefined]) {
		const token = await tokenWithout(missing);
		assert.equal(
			await codeOf(token, machine),
			missing === "configure" ? "NOT_ALLOWED" : missing && "TOKEN_TOO_NARROW",
			`machine token without ${missing}`,
		);
		assert.equal(await codeOf(token, api), "SESSION_NEEDED");
	}
	const { items } = await signIn.listMachineTokens(
		staged.organisation.id,
		await clusterIdOf(staged),
		{ first: 9 },
	);
	assert.equal(items.length, 1);
});

test("who decides for a second member does so by a session or a token with all scopes", async (t) => {
	const staged = await stageApi(t);
	const { token } = await staged.signIn.createApiToken(staged.signedIn, {
		label: "pipeline",
		scopes: ["read", "run", "configure"],
	});
	const document = "mutation { approveConfiguration(number: 1) { state } }";
	const operation = { name: "", document, variables: {} };
	assert.equal(
		await codeBy(staged, bearer(token), operation),
		"TOKEN_TOO_NARROW",
	);
});

test("a machine sees its cluster by the operations that have a view of it, and is refused all others", async (t) => {
	const staged = await stageApi(t);
	const ana = await signedInBrowser(staged);
	await ana.ask('mutation { addCluster(name: "eu") { token } }');
	const made = await ana.ask(
		'mutation { createMachineToken(cluster: "eu", label: "x") { token } }',
	);
	const token = tokenIn(made.data?.createMachineToken);
	assert.deepEqual(Object.keys(machineViews).sort(), [
		"Query.cluster",
		"Query.clusters",
		"Subscription.clusterEvents",
	]);
	for (const operation of operations) {
		const { name } = operation;
		if (accessOf(name) === "anyone" || isStream(operation)) continue;
		const code = await codeBy(staged, bearer(token), operation);
		const expected = machineViews[name] ? undefined : "MACHINE_NOT_ALLOWED";
		assert.equal(code, expected, name);
	}
});

async function clusterIdOf({ signedIn, fleet }: Staged) {
	const found = await fleet.findCluster(signedIn.organisation.id, "eu");
	return found?.id ?? assert.fail();
}

function tokenIn(made: unknown): string {
	return (made as { token: string }).token;
}

async function refusalOf(
	{ signedIn, organisation, permissions }: Staged,
	scope: TokenScope,
	{ name }: Operation,
): Promise<string | undefined> {
	// It asks for its scope itself, with the channel.
	if (name === "Mutation.runCommand")
		return scope === "run" ? undefined : "NOT_ALLOWED";
	const access = accessOf(name);
	if (access === "session") return "SESSION_NEEDED";
	if (typeof access === "string") return undefined;
	if (access.bySession) return "SESSION_NEEDED";
	const caller = { ...callerOf(signedIn), scopes: [scope] };
	const { allowed } = await permissions.decide(caller, access.action, {
		kind: "organisation",
		organisationId: organisation.id,
	});
	if (!allowed) return "NOT_ALLOWED";
	return access.whole ? "TOKEN_TOO_NARROW" : undefined;
}
