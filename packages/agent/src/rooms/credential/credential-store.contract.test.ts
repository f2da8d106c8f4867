import assert from "node:assert/strict";
import {
	chmodSync,
	chownSync,
	readdirSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { systemClock } from "@quarterdeck/runtime";
import { startSimkube } from "@quarterdeck/simkube";
import { type Ending, tempDir } from "@quarterdeck/testkit";
import {
	createApiServer,
	createKubeClient,
	readKubeconfig,
} from "../../plumbing/kube/index.ts";
import { testCredential } from "./agent-credential.fixture.ts";
import { createDiskCredentialStore } from "./credential-store.disk.ts";
import { createKubeCredentialStore } from "./credential-store.kube.ts";
import type { CredentialStore } from "./credential-store.ts";

interface StoreUnderTest {
	/** A store on the same place: another start of the same agent. */
	open(): CredentialStore;
	/** Writes garbage with a secret in it where the credential is. */
	damage(): void;
}

async function onKubernetes(t: Ending) {
	const kubernetes = await startSimkube();
	t.after(() => kubernetes.stop());
	const file = join(tempDir(t), "config");
	writeFileSync(file, kubernetes.kubeconfig(), { mode: 0o600 });
	const api = createApiServer({
		access: readKubeconfig(file),
		clock: systemClock,
	});
	t.after(() => api.stop());
	const client = createKubeClient({
		api,
		record() {},
		clock: systemClock,
		random: Math.random,
	});
	const open = () =>
		createKubeCredentialStore({ client, namespace: "default", name: "agent" });
	const secret = () =>
		kubernetes.objects.get("v1", "Secret", "agent", "default");
	const damage = () =>
		void kubernetes.objects.apply({
			apiVersion: "v1",
			kind: "Secret",
			type: "Opaque",
			metadata: { name: "agent", namespace: "default" },
			data: {
				"agent.json": Buffer.from('{"seed":"SU-secret"').toString("base64"),
			},
		});
	return { client, kubernetes, open, secret, damage };
}

const stores: Record<string, (t: Ending) => Promise<StoreUnderTest>> = {
	async disk(t) {
		const dir = join(tempDir(t), "state");
		return {
			open: () => createDiskCredentialStore(dir),
			damage: () =>
				writeFileSync(join(dir, "agent.json"), '{"seed":"SU-secret"'),
		};
	},
	"a Secret": onKubernetes,
};

for (const [name, start] of Object.entries(stores)) {
	describe(`a credential store on ${name}`, () => {
		test("gives back what was written, also after a restart", async (t) => {
			const { open } = await start(t);
			const store = open();
			assert.equal(await store.read(), undefined);
			assert.equal(await store.readPending(), undefined);
			await store.clearPending();
			const pending = { joinedWith: "jtk-1", seed: "SU-pending" };
			await store.writePending(pending);
			assert.deepEqual(await open().readPending(), pending);
			const one = testCredential();
			await store.write(one);
			await store.clearPending();
			const again = open();
			assert.deepEqual(await again.read(), one);
			assert.equal(await again.readPending(), undefined);
			const newer = { ...one, jwt: "newer" };
			await again.write(newer);
			assert.deepEqual(await open().read(), newer);
		});

		test("never quotes what is damaged", async (t) => {
			const { open, damage } = await start(t);
			await open().write(testCredential());
			damage();
			await assert.rejects(
				open().read(),
				(error: Error) =>
					/damaged.*--again/.test(error.message) &&
					!error.message.includes("SU-secret"),
			);
		});
	});
}

describe("the credential in a Secret", () => {
	test("is not overwritten by an agent that has not seen the newest", async (t) => {
		const { open } = await onKubernetes(t);
		const [a, b] = [open(), open()];
		const one = testCredential();
		await a.read();
		await b.read();
		await a.write(one);
		await assert.rejects(
			b.write({ ...one, jwt: "of another" }),
			/Another agent has changed Secret default\/agent/,
		);
		await assert.rejects(
			b.write({ ...one, jwt: "of another" }),
			/Another agent/,
			"a second try has read nothing either",
		);
		await b.readPending();
		await assert.rejects(
			b.clearPending().then(() => b.write(one)),
			/Another/,
		);
		assert.equal((await b.read())?.jwt, one.jwt);
		await b.write({ ...one, jwt: "seen" });
		await assert.rejects(a.write(one), /Another agent/);
		assert.equal((await open().read())?.jwt, "seen");
	});

	test("is written again after an answer was lost or somebody labelled the Secret", async (t) => {
		const { client, kubernetes, open, secret } = await onKubernetes(t);
		let losesAnswers = true;
		const lossy = createKubeCredentialStore({
			client: {
				...client,
				async patch(...request) {
					const stored = await client.patch(...request);
					if (losesAnswers) throw new Error("the answer was lost");
					return stored;
				},
			},
			namespace: "default",
			name: "agent",
		});
		const one = testCredential();
		await open().write(one);
		await lossy.read();
		await assert.rejects(lossy.write({ ...one, jwt: "second" }), /was lost/);
		losesAnswers = false;
		await lossy.write({ ...one, jwt: "third" });
		const stored = secret();
		assert.ok(stored);
		const { resourceVersion: _, ...metadata } = stored.metadata;
		kubernetes.objects.apply({
			...stored,
			metadata: { ...metadata, labels: { team: "ops" } },
		});
		await lossy.write({ ...one, jwt: "fourth" });
		assert.equal((await open().read())?.jwt, "fourth");
	});

	test("that the agent may not touch says which rights it needs", async (t) => {
		const { open, kubernetes } = await onKubernetes(t);
		kubernetes.faults.add({ status: { code: 403 } });
		await assert.rejects(
			open().read(),
			/may not read Secret default\/agent\. Grant it get, create and patch/,
		);
	});
});

const asRoot = {
	skip: process.getuid?.() !== 0 && "only root can give files to another user",
};

describe("the credential on disk", () => {
	test("is private and whole", async (t) => {
		const dir = join(tempDir(t), "state");
		const store = createDiskCredentialStore(dir);
		const one = testCredential();
		await store.write(one);
		// As a process leaves it that is killed while it writes.
		const unfinished = join(dir, "agent.json.0123456789ab");
		writeFileSync(unfinished, "half a seed", { mode: 0o600 });
		await store.write(one);
		assert.deepEqual(readdirSync(dir), ["agent.json"]);
		assert.equal(statSync(join(dir, "agent.json")).mode & 0o777, 0o600);
		chmodSync(join(dir, "agent.json"), 0o640);
		await assert.rejects(store.read(), /can be read by others/);
	});
	test("of another user is refused", asRoot, async (t) => {
		const dir = tempDir(t);
		const store = createDiskCredentialStore(dir);
		await store.write(testCredential());
		chownSync(join(dir, "agent.json"), 65534, 65534);
		await assert.rejects(store.read(), /belongs to another user \(uid 65534\)/);
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
			/not a regular file/,
		);
	});
});
