import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { command, startWholeAgent } from "./testdata/agent-under-test.ts";

describe("a command from the bus to the cluster and back", () => {
	test("the real kubectl runs with the person's rights, and the record says what it did", async (t) => {
		const { house, kubernetes } = await startWholeAgent(t);
		const { end, stdout, stderr } = await command(house, [
			"kubectl",
			"get",
			"pods",
			"-n",
			"shop",
		]);
		assert.match(
			stdout,
			/cart-eu\s+1\/1\s+Running/,
			stdout + stderr + JSON.stringify(end),
		);
		assert.equal(end.outcome, "succeeded");
		assert.equal(end.exitCode, 0);
		assert.equal(end.digest, createHash("sha256").update(stdout).digest("hex"));
		assert.equal(end.gate?.user, "ada@example.org");
		assert.deepEqual(end.gate?.groups, ["readers"]);
		assert.ok(
			end.gate?.requests.some(
				({ path, status }) =>
					path.startsWith("/api/v1/namespaces/shop/pods") && status === 200,
			),
		);
		assert.ok(kubernetes);
	});
});
