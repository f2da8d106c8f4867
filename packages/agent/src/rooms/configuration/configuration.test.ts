import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AppError, agentConfigurationSchema } from "@quarterdeck/contract";
import { silentLog } from "@quarterdeck/runtime";
import { createConfigurationInUse } from "./configuration-in-use.ts";
import { findBinding } from "./find-binding.ts";

describe("the configuration in use", () => {
	const version = (n: number) =>
		agentConfigurationSchema.parse({
			version: n,
			clusterName: "eu",
			executors: [],
			settings: {},
		});
	test("only become newer, and a burst of orders fetches once", async () => {
		let fetched = 0;
		const used: number[] = [];
		const inUse = createConfigurationInUse({
			log: silentLog,
			use: (one) => used.push(one.version),
			fetch: async () => {
				fetched += 1;
				await new Promise((resolve) => setImmediate(resolve));
				return version(5);
			},
		});
		const signal = new AbortController().signal;
		await Promise.all([1, 5, 3].map((n) => inUse.atLeast(n, signal)));
		assert.equal(fetched, 1);
		assert.equal(inUse.apply(version(4)), false);
		assert.equal(inUse.apply(version(5)), false);
		assert.equal(inUse.apply(version(6)), true);
		assert.deepEqual(used, [5, 6]);
		await assert.rejects(
			inUse.atLeast(9, signal),
			(error) =>
				error instanceof AppError && error.code === "CONFIGURATION_NOT_FOUND",
		);
	});
});

describe("bindings", () => {
	const configuration = agentConfigurationSchema.parse({
		version: 1,
		clusterName: "eu",
		settings: {},
		executors: [
			{
				name: "b",
				plugins: [
					{
						key: "botkube/kubectl@v2",
						enabled: true,
						config: { n: 2 },
						rbac: { user: { type: "Email" } },
					},
				],
			},
			{
				name: "a",
				plugins: [
					{ key: "botkube/kubectl", enabled: true, config: { n: 1 }, rbac: {} },
					{ key: "botkube/helm", enabled: false },
					{ key: "not a key", enabled: true },
				],
			},
		],
	});
	test("every enabled entry gives its configuration in binding order, the first one key and rights", () => {
		assert.deepEqual(
			findBinding(configuration, { bindings: ["a", "b"], plugin: "kubectl" }),
			{
				key: "botkube/kubectl",
				rbac: {},
				configs: [
					{ config: { n: 1 }, where: "executors.a.botkube/kubectl.config" },
					{ config: { n: 2 }, where: "executors.b.botkube/kubectl@v2.config" },
				],
			},
		);
		assert.equal(
			findBinding(configuration, { bindings: ["b", "a"], plugin: "kubectl" })
				?.key,
			"botkube/kubectl@v2",
		);
	});
	test("what is disabled, unbound or no plugin is not there", () => {
		for (const plugin of ["helm", "not a key", ""])
			assert.equal(
				findBinding(configuration, { bindings: ["a", "b", "c"], plugin }),
				undefined,
			);
		assert.equal(
			findBinding(configuration, { bindings: [], plugin: "kubectl" }),
			undefined,
		);
	});
});
