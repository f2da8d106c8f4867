import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { buildSchema } from "graphql";
import { operationAccess } from "../schema/operation-access.ts";
import { createTestBrowser } from "../test-browser.fixture.ts";
import { type Attempt, attemptsOf } from "./operations.fixture.ts";
import { thingKinds } from "./things-of-arguments.fixture.ts";
import {
	startTwoOrganisations,
	type TwoOrganisations,
} from "./two-organisations.fixture.ts";

/*
 * Bob of Beta asks for the things of organisation Test by every argument that names one. What is asked is made from the schema;
 * it goes over real HTTP to real PostgreSQL, for a query that forgets its organisation is seen there only.
 */

const schema = buildSchema(
	readFileSync(new URL("../../../../schema.graphql", import.meta.url), "utf8"),
);
const ownId = "Mutation.runCommand(input.id)";
/** Last of all what makes a command under an id of Test's: from then on Beta has one of that name. */
const attempts = attemptsOf(schema).toSorted(
	(a, b) => Number(a.name === ownId) - Number(b.name === ownId),
);

/** A command is refused in the answer of each cluster; and an id that is taken elsewhere is nobody's business. */
const refusedInside: Readonly<Record<string, RegExp>> = {
	"Mutation.runCommand(input.clusters)": /"CLUSTER_UNKNOWN"/,
	[ownId]: /"runs":\[\{[^{}]*"cluster":"beta-us"/,
};

const refusals = new Set([
	"invalid",
	"unauthenticated",
	"forbidden",
	"not-found",
	"conflict",
	"unavailable",
]);

interface Answer {
	readonly data?: unknown;
	readonly errors?: readonly {
		readonly message: string;
		readonly extensions?: {
			readonly code?: string;
			readonly kind?: string;
			readonly facts?: unknown;
		};
	}[];
}

async function askByToken(
	url: string,
	token: string,
	{ document, variables }: { document: string; variables: object },
	headers: Record<string, string> = {},
): Promise<Answer> {
	const response = await fetch(`${url}/graphql`, {
		method: "POST",
		headers: {
			"content-type": "application/json",
			authorization: `Bearer ${token}`,
			...headers,
		},
		body: JSON.stringify({ query: document, variables }),
	});
	return (await response.json()) as Answer;
}

/** No thing of Test may stand in an answer, but the one that was given. */
function assertNothingLeaks(
	{ things, testId, runId }: TwoOrganisations,
	attempt: Attempt,
	answer: unknown,
	who: string,
): void {
	const given = things[attempt.kind];
	const { cursor: _, channel: __, ...named } = things;
	const text = JSON.stringify(answer);
	for (const secret of [...Object.values(named), testId, runId])
		if (secret !== given)
			assert.ok(!text.includes(secret), `${attempt.name} ${who}: ${text}`);
}

function assertRefused(attempt: Attempt, answer: Answer, who: string): void {
	const said = `${attempt.name} ${who}: ${JSON.stringify(answer)}`;
	for (const { message, extensions } of answer.errors ?? []) {
		assert.ok(extensions?.kind, `not a refusal of ours: ${message} ${said}`);
		assert.ok(refusals.has(extensions.kind), said);
	}
	const isRefused = (answer.errors?.length ?? 0) > 0;
	const inside = refusedInside[attempt.name];
	if (inside && !isRefused) assert.match(said, inside);
	else if (attempt.operation === "mutation") assert.ok(isRefused, said);
	else if (!isRefused) assertNothingFound(answer.data, said);
}

/** Looking for what is not there finds nothing: null, an empty page, or things of one's own. */
function assertNothingFound(data: unknown, said: string): void {
	const text = JSON.stringify(data);
	assert.ok(!text.includes("carol@example.com"), said);
	assert.ok(!text.includes('"vault-eu"'), said);
}

test("every operation declares who may ask for it, and none is declared that is not there", () => {
	const there = [
		schema.getQueryType(),
		schema.getMutationType(),
		schema.getSubscriptionType(),
	].flatMap((type) =>
		Object.keys(type?.getFields() ?? {}).map((name) => `${type?.name}.${name}`),
	);
	assert.deepEqual(Object.keys(operationAccess).sort(), there.sort());
});

test("the suite asks for each kind of thing", () => {
	const asked = new Set(attempts.map(({ kind }) => kind));
	for (const kind of thingKinds)
		if (kind !== "organisation") assert.ok(asked.has(kind), kind);
});

test("the things of another organisation cannot be read, changed, or found to be there", {
	timeout: 180_000,
}, async (t) => {
	const stage = await startTwoOrganisations(t);
	const { bob, bobToken, fleet, things, testId } = stage;
	for (const [kind, thing] of Object.entries(things))
		assert.ok(thing, `there is no ${kind} in Test`);
	const before = await stage.snapshot();

	await t.test(
		"though who belongs there finds them by the same questions",
		async () => {
			for (const attempt of attempts) {
				const { kind, document } = attempt;
				if (attempt.operation !== "query" || kind === "cursor") continue;
				const answer = await stage.ana.ask(
					document,
					attempt.variables(things[kind]),
					{ "x-organisation": testId },
				);
				const said = `${attempt.name}: ${JSON.stringify(answer)}`;
				assert.equal(answer.errors, undefined, said);
				assert.match(said, /"(id|text|edges|counts)":/, said);
				if (!/thread/.test(attempt.name))
					assert.doesNotMatch(said, /"edges":\[\]|:null\}\}$/, said);
			}
		},
	);

	await t.test("by any argument, by session or by token", async () => {
		for (const attempt of attempts) {
			if (attempt.operation === "subscription") continue;
			const variables = attempt.variables(things[attempt.kind]);
			const { document } = attempt;
			const answers = {
				"by session": await bob.ask(document, variables),
				"by token": await askByToken(fleet.url, bobToken, {
					document,
					variables,
				}),
			};
			for (const [who, answer] of Object.entries(answers)) {
				assertRefused(attempt, answer, who);
				assertNothingLeaks(stage, attempt, answer, who);
			}
		}
		assert.equal(await stage.snapshot(), before);
	});

	await t.test("by naming the other organisation", async () => {
		const there = { "x-organisation": testId };
		for (const attempt of attempts) {
			const variables = attempt.variables(things[attempt.kind]);
			const { document } = attempt;
			for (const answer of [
				await bob.ask(document, variables, there),
				await askByToken(fleet.url, bobToken, { document, variables }, there),
			]) {
				const code = answer.errors?.[0]?.extensions?.code;
				assert.equal(code, "ORGANISATION_UNKNOWN", attempt.name);
				assert.ok(!answer.data, attempt.name);
			}
		}
		for (const path of [
			`/outputs/${stage.runId}`,
			`/outputs/${stage.runId}?organisation=${testId}`,
			`/audit/export?organisation=${testId}`,
		])
			assert.equal((await bob.get(path)).status, 404, path);
		const own = await stage.ana.get(
			`/outputs/${stage.runId}?organisation=${testId}`,
		);
		assert.equal(own.status, 200, "who belongs there gets it");
		assert.equal(await stage.snapshot(), before);
	});

	await t.test("by following them", async () => {
		for (const attempt of attempts) {
			if (attempt.operation !== "subscription") continue;
			const zoe = await stage.bobElsewhere();
			const variables = attempt.variables(things[attempt.kind]);
			const heard = Array.fromAsync(zoe.follow(attempt.document, variables));
			const carol = await fleet.owner.says(
				"kubectl get pods --cluster vault-eu",
				{ in: "vault" },
			);
			assert.ok(carol.id);
			await bob.ask(
				'mutation { removePerson(email: "zoe@example.com") { id } }',
			);
			for (const answer of await heard) {
				assertNothingLeaks(stage, attempt, answer, "followed");
				assert.ok(!JSON.stringify(answer).includes(carol.id), attempt.name);
			}
		}
	});

	await t.test("by the token of a machine", async () => {
		const own = new Set([
			"Query.cluster(name)",
			"Query.clusters(after)",
			"Query.clusters(search)",
		]);
		for (const attempt of attempts) {
			if (attempt.operation === "subscription") continue;
			const answer = await askByToken(fleet.url, stage.bobMachineToken, {
				document: attempt.document,
				variables: attempt.variables(things[attempt.kind]),
			});
			assertNothingLeaks(stage, attempt, answer, "by machine");
			const code = answer.errors?.[0]?.extensions?.code;
			if (own.has(attempt.name)) assert.equal(code, undefined, attempt.name);
			else if (attempt.name.startsWith("Mutation.signIn")) assert.ok(code);
			else assert.equal(code, "MACHINE_NOT_ALLOWED", attempt.name);
		}
		const { data } = await askByToken(fleet.url, stage.bobMachineToken, {
			document: "{ clusters { totalCount edges { node { name } } } }",
			variables: {},
		});
		assert.deepEqual(data, {
			clusters: { totalCount: 1, edges: [{ node: { name: "beta-us" } }] },
		});
	});

	await t.test("by nobody at all", async () => {
		const stranger = createTestBrowser(fleet.url);
		const attempt = attempts.find(({ name }) => name === "Query.command(id)");
		assert.ok(attempt);
		const answer = await stranger.ask(
			attempt.document,
			attempt.variables(things.command),
		);
		assert.equal(answer.errors?.[0]?.extensions?.code, "NOT_SIGNED_IN");
		const output = await stranger.get(`/outputs/${stage.runId}`);
		assert.equal(output.status, 401);
	});
});
