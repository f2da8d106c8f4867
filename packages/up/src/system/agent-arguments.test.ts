import assert from "node:assert/strict";
import { test } from "node:test";
import { installationIn } from "../installation/installation.ts";
import { agentArguments } from "./agent-arguments.ts";

const parts = {
	cluster: { name: "eu", kubeconfig: "/k", labels: [] },
	installation: installationIn("/state"),
	bus: { url: "tls://127.0.0.1:4222", caFile: "/ca.pem", isInsecure: false },
	tokenFile: undefined,
};

/** The value that follows a flag. */
function wordAfter(args: readonly string[], flag: string): string | undefined {
	const at = args.indexOf(flag);
	return at < 0 ? undefined : args[at + 1];
}

test("an agent looks for plugins in the installation, unless another folder is named", () => {
	const usual = agentArguments({ ...parts, options: {} });
	assert.equal(wordAfter(usual, "--plugin-dir"), "/state/plugins");
	const named = agentArguments({ ...parts, options: { pluginDir: "/opt/p" } });
	assert.equal(wordAfter(named, "--plugin-dir"), "/opt/p");
});

test("an agent trusts the bus of the installation, and a plain one only where that was chosen", () => {
	const proven = agentArguments({ ...parts, options: {} });
	assert.equal(wordAfter(proven, "--bus-ca"), "/ca.pem");
	assert.ok(!proven.includes("--bus-insecure"));
	const bus = { url: "nats://b:4222", caFile: undefined, isInsecure: true };
	const plain = agentArguments({ ...parts, options: {}, bus });
	assert.ok(plain.includes("--bus-insecure"));
});

test("an agent that is to join is given a file, never the token", () => {
	const tokenFile = "/state/run/join-eu";
	const joining = agentArguments({ ...parts, options: {}, tokenFile });
	assert.equal(wordAfter(joining, "--join-file"), tokenFile);
	const joined = agentArguments({ ...parts, options: {} });
	assert.ok(!joined.some((word) => word.startsWith("--join")));
});
