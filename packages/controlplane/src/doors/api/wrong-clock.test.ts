import assert from "node:assert/strict";
import { test } from "node:test";
import { stageApi } from "./stage-api.fixture.ts";

test("a control plane whose clock is wrong serves nobody and says why", async (t) => {
	let reason: string | undefined;
	const { url, token } = await stageApi(t, { clockProblem: () => reason });
	const ask = () =>
		fetch(`${url}/graphql`, {
			method: "POST",
			headers: {
				"content-type": "application/json",
				authorization: `Bearer ${token}`,
			},
			body: JSON.stringify({ query: "{ me { email } }" }),
		});
	assert.equal((await ask()).status, 200);
	reason = "its clock is an hour behind";
	for (const asked of [
		ask(),
		fetch(`${url}/session`),
		fetch(`${url}/audit/export`),
		fetch(`${url}/sign-in/x`),
	]) {
		const response = await asked;
		assert.equal(response.status, 503);
		assert.match(await response.text(), /CLOCK_WRONG.*an hour behind/s);
	}
	assert.equal((await fetch(`${url}/healthz`)).status, 200);
	reason = undefined;
	assert.equal((await ask()).status, 200);
});
