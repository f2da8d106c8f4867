import assert from "node:assert/strict";
import {
	chmodSync,
	readdirSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { createDiskCredentialStore } from "./credential-store.disk.ts";
import { testCredential } from "./testdata/test-credential.ts";

describe("the credential on disk", () => {
	test("is private, whole, and never quoted when it is damaged", async (t) => {
		const dir = join(tempDir(t), "state");
		const store = createDiskCredentialStore(dir);
		const one = testCredential();
		await store.write(one);
		await store.write(one);
		assert.deepEqual(readdirSync(dir), ["agent.json"]);
		assert.equal(statSync(join(dir, "agent.json")).mode & 0o777, 0o600);
		writeFileSync(join(dir, "agent.json"), '{"seed":"SU-secret"');
		await assert.rejects(
			store.read(),
			(error: Error) =>
				/damaged.*--again/.test(error.message) &&
				!error.message.includes("SU-secret"),
		);
		chmodSync(join(dir, "agent.json"), 0o640);
		await assert.rejects(store.read(), /can be read by others/);
	});
	test("in a link or a folder that others can enter is closed or refused", async (t) => {
		const dir = tempDir(t);
		chmodSync(dir, 0o755);
		createDiskCredentialStore(dir);
		assert.equal(statSync(dir).mode & 0o777, 0o700);
		writeFileSync(join(dir, "elsewhere"), "{}", { mode: 0o600 });
		symlinkSync(join(dir, "elsewhere"), join(dir, "agent.json"));
		await assert.rejects(
			createDiskCredentialStore(dir).read(),
			/not a plain file/,
		);
	});
});
