import assert from "node:assert/strict";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SettingsError, silentLog } from "@quarterdeck/runtime";
import { createTestCertificates, tempDir } from "@quarterdeck/testkit";
import { agentAuthorities, controlPlaneTrust } from "./bus-authorities.ts";

const nats = { url: ["tls://bus:4222"], keysFile: "/keys", insecure: false };

function problem(act: () => unknown): string {
	try {
		act();
	} catch (error) {
		assert.ok(error instanceof SettingsError, String(error));
		return error.problems.join();
	}
	return "accepted";
}

test("a plain address is refused at the start, for the control plane and for its agents, unless it was chosen", () => {
	const plain = { ...nats, url: ["tls://bus:4222", "nats://127.0.0.1:4222"] };
	const said = problem(() => controlPlaneTrust(plain));
	assert.match(
		said,
		/^nats\.url: nats:\/\/127.*cannot prove.*QD_NATS_INSECURE/,
	);
	const forAgents = { ...nats, agentUrl: ["ws://bus"] };
	assert.equal(
		problem(() => controlPlaneTrust(forAgents)),
		"accepted",
	);
	assert.match(
		problem(() => agentAuthorities(forAgents, silentLog)),
		/^nats\.agentUrl: ws:\/\/bus cannot be used/,
	);
	for (const chosen of [plain, forAgents].map((one) => ({
		...one,
		insecure: true,
	}))) {
		controlPlaneTrust(chosen);
		assert.equal(agentAuthorities(chosen, silentLog)(), undefined);
	}
});

test("agents get the control plane's authorities, or their own, or public ones", (t) => {
	const [ours, theirs] = [tempDir(t), tempDir(t)].map(createTestCertificates);
	assert.ok(ours && theirs);
	const { caFile } = ours;
	const handed = (more: object) =>
		agentAuthorities({ ...nats, ...more }, silentLog)();
	assert.equal(handed({}), undefined);
	assert.equal(handed({ caFile }), ours.ca);
	assert.equal(handed({ caFile, agentCaFile: theirs.caFile }), theirs.ca);
	const proxied = { caFile, agentUrl: ["wss://qd.example.org"] };
	assert.match(
		problem(() => handed(proxied)),
		/trusts public authorities only.*agentCaFile to public/,
	);
	assert.equal(handed({ ...proxied, agentCaFile: "public" }), undefined);
});

test("a file that is replaced counts at once, and one that is gone or broken changes nothing", (t) => {
	const dir = tempDir(t);
	const { ca, caFile } = createTestCertificates(dir);
	const next = createTestCertificates(tempDir(t)).ca;
	const settings = { ...nats, caFile };
	const handed = agentAuthorities(settings, silentLog);
	const trust = controlPlaneTrust(settings);
	appendFileSync(caFile, `# the next one\n${next}`);
	assert.equal(handed(), ca + next);
	assert.ok(trust.authorities?.()?.includes(next));
	writeFileSync(caFile, "garbage");
	assert.equal(handed(), ca + next);
	assert.throws(() => trust.authorities?.(), /no certificate/);
	rmSync(caFile);
	assert.equal(handed(), ca + next);
	assert.match(
		problem(() => agentAuthorities(settings, silentLog)),
		/^nats\.agentCaFile: cannot be used \(ENOENT/,
	);
	const absent = { ...nats, caFile: join(dir, "none") };
	assert.match(
		problem(() => controlPlaneTrust(absent)),
		/^nats\.caFile: cannot be used \(.*none: ENOENT/,
	);
});
