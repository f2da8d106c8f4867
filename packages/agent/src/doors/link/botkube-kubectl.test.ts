import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { describe, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { parse } from "yaml";
import { configurationOf } from "./control-plane.fake.ts";
import {
	botkubeKubectlDir,
	command,
	shareAgent,
	startWholeAgent,
} from "./whole-agent.fixture.ts";

const entry = {
	key: "tests/kubectl",
	enabled: true,
	rbac: { user: { type: "Email" }, group: { type: "UserGroupName" } },
};

interface Kubeconfig {
	readonly clusters: { readonly cluster: Record<string, string> }[];
	readonly users: { readonly user: Record<string, string> }[];
}

/** The status of a request with the credential that a kubeconfig holds. */
function statusWith({ clusters, users }: Kubeconfig): Promise<number> {
	const { server = "", "certificate-authority-data": ca = "" } =
		clusters[0]?.cluster ?? {};
	const { token = "" } = users[0]?.user ?? {};
	return new Promise((resolve, reject) =>
		request(`${server}/api/v1/namespaces/shop/pods`, {
			ca: Buffer.from(ca, "base64"),
			headers: { authorization: `Bearer ${token}` },
		})
			.on("error", reject)
			.on("response", (answer) => {
				answer.resume();
				resolve(answer.statusCode ?? 0);
			})
			.end(),
	);
}

describe("Botkube's own kubectl plugin", () => {
	const whole = shareAgent(async (t) =>
		startWholeAgent(t, {
			args: ["--plugin-dir", await botkubeKubectlDir(tempDir(t))],
			configuration: configurationOf([entry]),
		}),
	);

	test("runs commands with the person's rights", async () => {
		const { controlPlane } = whole();
		const words = ["kubectl", "get", "pods", "-n", "shop"];
		const { stdout, end } = await command(controlPlane, words);
		assert.match(stdout, /cart-eu\s+1\/1\s+Running/);
		assert.equal(end.gate?.user, "ada@example.org");
	});

	test("answers help with its own help", async () => {
		const { controlPlane } = whole();
		const { stdout, end } = await command(controlPlane, ["kubectl", "help"]);
		assert.equal(end.outcome, "succeeded");
		assert.match(stdout, /^kubectl \[command\] \[TYPE\]/);
	});

	test("shows in config view --raw a credential that is worth nothing after the run", async () => {
		const { controlPlane, kubeconfig } = whole();
		const words = ["kubectl", "config", "view", "--raw"];
		const { stdout, end } = await command(controlPlane, words);
		assert.equal(end.outcome, "succeeded");
		const shown = parse(stdout) as Kubeconfig;
		assert.deepEqual(Object.keys(shown.users[0]?.user ?? {}), ["token"]);
		assert.match(shown.clusters[0]?.cluster.server ?? "", /^https:\/\/127\./);
		const own = parse(readFileSync(kubeconfig, "utf8")) as Kubeconfig;
		const { token = "" } = own.users[0]?.user ?? {};
		assert.ok(token.length > 0 && !stdout.includes(token));
		assert.equal(await statusWith(shown), 401);
	});
});
