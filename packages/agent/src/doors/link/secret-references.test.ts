import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { configurationOf } from "./control-plane.fake.ts";
import {
	command,
	configureAgent,
	refusedWith,
	shareAgent,
	startWholeAgent,
} from "./whole-agent.fixture.ts";

/** The right to read Secrets of the agent's own namespace, which whoever uses references to them gives. */
const secretRights = [
	{
		apiVersion: "rbac.authorization.k8s.io/v1",
		kind: "Role",
		metadata: { name: "references", namespace: "default" },
		rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }],
	},
	{
		apiVersion: "rbac.authorization.k8s.io/v1",
		kind: "RoleBinding",
		metadata: { name: "references", namespace: "default" },
		roleRef: {
			apiGroup: "rbac.authorization.k8s.io",
			kind: "Role",
			name: "references",
		},
		subjects: [
			{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "agent" },
		],
	},
];

/** kubectl with a default namespace that is a secret: it says it aloud when nothing is there. */
function kubectlIn(reference: string, version: number) {
	return configurationOf(
		[
			{
				key: "botkube/kubectl",
				enabled: true,
				rbac: { user: { type: "Email" }, group: { type: "UserGroupName" } },
				config: { defaultNamespace: { $secret: reference } },
			},
		],
		{ version },
	);
}

describe("secrets that a configuration refers to", () => {
	let secretFile = "";
	let version = 1;
	const whole = shareAgent((t) => {
		const dir = tempDir(t);
		secretFile = join(dir, "namespace");
		writeFileSync(secretFile, "shop\n");
		const ceilingFile = join(tempDir(t), "ceiling.yaml");
		writeFileSync(
			ceilingFile,
			`secrets: {env: [TEST_SECRET_*], folder: ${JSON.stringify(dir)}, kubernetes: true}\n`,
		);
		return startWholeAgent(t, {
			args: ["--ceiling", ceilingFile],
			rights: secretRights,
			env: { TEST_SECRET_A: "very-secret-place", OTHER: "other" },
		});
	});
	async function use(reference: string) {
		const { controlPlane } = whole();
		controlPlane.configuration = kubectlIn(reference, ++version);
		await configureAgent(controlPlane, version);
		return controlPlane;
	}
	const get = ["kubectl", "get", "pods"];

	test("reach the plugin, and a file that was replaced is taken up by the next command", async () => {
		const controlPlane = await use("file:namespace");
		assert.match((await command(controlPlane, get)).stdout, /cart-eu/);
		writeFileSync(secretFile, "elsewhere-7\n");
		const { stdout, stderr } = await command(controlPlane, get);
		assert.doesNotMatch(stdout, /cart-eu/);
		assert.doesNotMatch(stdout + stderr, /elsewhere-7/);
	});

	test("are hidden when the program says them", async () => {
		const controlPlane = await use("env:TEST_SECRET_A");
		const { stdout, stderr } = await command(controlPlane, get);
		assert.match(stdout + stderr, /\*\*\* REDACTED \*\*\*/);
		assert.doesNotMatch(stdout + stderr, /very-secret-place/);
	});

	test("of Kubernetes need their label, and then are read", async () => {
		const { kubernetes } = whole();
		const secret = (labels: Readonly<Record<string, string>>) =>
			kubernetes.objects.apply({
				apiVersion: "v1",
				kind: "Secret",
				metadata: { name: "places", namespace: "default", labels },
				data: { shop: Buffer.from("shop").toString("base64") },
			});
		secret({});
		const controlPlane = await use("kubernetes:places/shop");
		assert.equal(
			await refusedWith(command(controlPlane, get)),
			"SECRET_REFUSED",
		);
		secret({ "quarterdeck.dev/referable": "true" });
		assert.match((await command(controlPlane, get)).stdout, /cart-eu/);
	});

	test("that the ceiling does not name are refused before anything runs", async () => {
		for (const reference of ["env:OTHER", "env:HOME", "env:QD_STATE_DIR"])
			assert.equal(
				await refusedWith(command(await use(reference), get)),
				"SECRET_REFUSED",
			);
		assert.equal(
			await refusedWith(command(await use("env:TEST_SECRET_NONE"), get)),
			"SECRET_UNREADABLE",
		);
	});
});

test("an agent whose folder of secrets its plugins could read runs none, and says which folder", async (t) => {
	const ceilingFile = join(tempDir(t), "ceiling.yaml");
	writeFileSync(ceilingFile, "secrets: {folder: /usr/share}\n");
	const { controlPlane } = await startWholeAgent(t, {
		args: ["--ceiling", ceilingFile],
	});
	assert.equal(
		await refusedWith(command(controlPlane, ["kubectl", "get", "pods"])),
		"PLUGIN_UNSANDBOXED",
	);
});
