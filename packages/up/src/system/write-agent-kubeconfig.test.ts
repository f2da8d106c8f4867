import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { parse, stringify } from "yaml";
import {
	renewAgentKubeconfig,
	writeAgentKubeconfig,
} from "./write-agent-kubeconfig.ts";

const administrator = (port: number) =>
	stringify({
		clusters: [
			{ name: "eu", cluster: { server: `https://127.0.0.1:${port}` } },
		],
		users: [{ name: "admin", user: { "client-key-data": "secret" } }],
	});

test("the agent's kubeconfig follows its cluster to another port and keeps its token", (t) => {
	const dir = tempDir(t);
	const files = {
		kubeconfig: join(dir, "kubeconfig"),
		agentKubeconfig: join(dir, "agent-kubeconfig"),
	};
	writeFileSync(files.kubeconfig, administrator(7431));
	writeAgentKubeconfig(files, "agent-token");
	writeFileSync(files.kubeconfig, administrator(40123));
	renewAgentKubeconfig(files);
	const text = readFileSync(files.agentKubeconfig, "utf8");
	const { clusters, users } = parse(text);
	assert.equal(clusters[0].cluster.server, "https://127.0.0.1:40123");
	assert.deepEqual(users[0].user, { token: "agent-token" });
	assert.doesNotMatch(text, /secret/);
	assert.equal(statSync(files.agentKubeconfig).mode & 0o777, 0o600);
	assert.deepEqual(readdirSync(dir).sort(), ["agent-kubeconfig", "kubeconfig"]);
});
