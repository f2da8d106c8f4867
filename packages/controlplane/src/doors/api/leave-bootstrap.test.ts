import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import type { TokenScope } from "../../rooms/people/index.ts";
import { leaveBootstrap } from "./leave-bootstrap.ts";
import { stageApi } from "./stage-api.fixture.ts";

test("the owner's token has the scopes of the settings: it is kept while they stay, and ended when they change", async (t) => {
	const { signIn, organisation, signedIn, newId, people } = await stageApi(t);
	const file = join(tempDir(t), "bootstrap.json");
	const processId = newId("process");
	const leave = async (scopes: readonly TokenScope[]) => {
		await leaveBootstrap({
			signIn,
			organisation,
			owner: signedIn.person,
			publicUrl: "http://127.0.0.1:9",
			file,
			processId,
			scopes,
		});
		const left = JSON.parse(readFileSync(file, "utf8")) as { apiToken: string };
		return left.apiToken;
	};
	const all = await leave(["read", "run", "configure", "people"]);
	const narrow = await leave(["read", "run", "configure"]);
	assert.equal(statSync(file).mode & 0o777, 0o600);
	await assert.rejects(signIn.authenticate(all), { code: "NOT_SIGNED_IN" });
	const { actor, proof } = await signIn.authenticate(narrow);
	assert.deepEqual(proof.kind === "token" && proof.scopes, [
		"read",
		"run",
		"configure",
	]);
	assert.equal(await leave(["configure", "run", "read"]), narrow);
	await assert.rejects(
		people.addPerson({ ...actor, proof }, organisation.id, {
			email: "mal@example.com",
		}),
		{ code: "TOKEN_TOO_NARROW" },
	);
});
