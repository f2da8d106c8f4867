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
import {
	AppError,
	agentConfigurationSchema,
	type Credential,
	type Heartbeat,
	type RenewRequest,
} from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { createHandClock, tempDir } from "@quarterdeck/testkit";
import type { AgentIdentity } from "./agent-identity.ts";
import { createBeatHeartJob } from "./beat-heart.job.ts";
import { createConfigurations } from "./configurations.ts";
import { createIdentityStore } from "./create-identity-store.ts";
import { findBinding } from "./find-binding.ts";
import { createRenewCredentialJob } from "./renew-credential.job.ts";
import { splitMessages } from "./split-message.ts";

const newId = createNewId(systemClock);
const day = 86_400_000;

function identity(issuedAt: Date, lifeMs: number): AgentIdentity {
	return {
		version: 1,
		agentId: newId("agent"),
		clusterId: newId("cluster"),
		clusterName: "eu",
		servers: ["nats://127.0.0.1:1"],
		seed: "SU-secret",
		jwt: "old",
		issuedAt: issuedAt.toISOString(),
		expiresAt: new Date(issuedAt.getTime() + lifeMs).toISOString(),
		joinedWith: "jtk-1",
	};
}

function job(
	renew: (request: RenewRequest) => Promise<Credential>,
	more: {
		readonly unsettled?: boolean;
		readonly use?: () => Promise<boolean>;
	} = {},
) {
	const clock = createHandClock();
	const used: string[] = [];
	const written: AgentIdentity[] = [];
	const errors: string[] = [];
	const running = createRenewCredentialJob({
		clock,
		log: { ...silentLog, error: (message) => errors.push(message) },
		identity: {
			...identity(clock.now(), day),
			unsettled: more.unsettled,
		},
		random: () => 0.5,
		createKey: () => ({ seed: "SU-new", userKey: "U-new" }),
		userKeyOf: (seed) => seed.replace("SU-", "U-"),
		renew,
		async use({ jwt, seed }) {
			used.push(`${jwt}${seed === "SU-secret" ? "" : ` ${seed}`}`);
			return more.use ? more.use() : true;
		},
		store: {
			read: () => undefined,
			write: (one) => {
				assert.equal(
					used.includes(one.jwt),
					false,
					"used before it was on disk",
				);
				written.push(one);
			},
			readPending: () => undefined,
			writePending() {},
			clearPending() {},
		},
	});
	return { clock, used, written, errors, running };
}

describe("renewing the credential", () => {
	test("happens at about half of its life, again and again", async () => {
		let asked = 0;
		const { clock, used, written, running } = job(async () => {
			asked += 1;
			return {
				jwt: `new-${asked}`,
				expiresAt: new Date(clock.now().getTime() + day).toISOString(),
			};
		});
		await clock.wind(day * 0.4);
		assert.equal(asked, 0);
		await clock.wind(day * 0.2);
		assert.deepEqual(used, ["new-1"]);
		assert.equal(written[0]?.jwt, "new-1");
		await clock.wind(day * 0.6);
		assert.equal(asked, 2);
		running.stop();
		assert.equal(clock.pendingTimers, 0);
	});
	test("is tried again until it works, and is an alarm only near the end", async () => {
		let works = false;
		const { clock, used, errors } = job(async () => {
			if (!works) throw new AppError("BUS_UNAVAILABLE", { reason: "away" });
			return {
				jwt: "new",
				expiresAt: new Date(clock.now().getTime() + day).toISOString(),
			};
		});
		await clock.wind(day * 0.8);
		assert.deepEqual(errors, []);
		await clock.wind(day * 0.15);
		assert.ok(errors.length > 0);
		works = true;
		await clock.wind(600_000);
		assert.deepEqual(used, ["new"]);
	});
});

describe("rotating the credential", () => {
	const fresh = (asked: RenewRequest[]) => async (request: RenewRequest) => {
		asked.push(request);
		return {
			jwt: `jwt-${asked.length}`,
			expiresAt: new Date(systemClock.now().getTime() + day).toISOString(),
		};
	};
	const inUse = (key: string) => ({ userKey: "U-new", inUse: key });

	test("a refusal leaves the key that is in use, and is told", async () => {
		const { running, written, used } = job(async () => {
			throw new AppError("NOT_ALLOWED", { person: "x", action: "y", hint: "" });
		});
		await assert.rejects(running.rotate(), { code: "NOT_ALLOWED" });
		assert.deepEqual([written, used], [[], []]);
		running.stop();
	});

	test("the new key is kept before it is used, used before it is shown, and asked for once", async () => {
		const asked: RenewRequest[] = [];
		const { running, written, used } = job(fresh(asked));
		const both = await Promise.all([running.rotate(), running.rotate()]);
		assert.deepEqual(both, ["U-new", "U-new"]);
		assert.deepEqual(asked, [inUse("U-secret"), inUse("U-new")]);
		assert.deepEqual(used, ["jwt-1 SU-new"]);
		assert.deepEqual(
			written.map(({ seed, jwt, unsettled }) => [seed, jwt, unsettled]),
			[
				["SU-new", "jwt-1", true],
				["SU-new", "jwt-2", undefined],
			],
		);
		running.stop();
	});

	test("one that broke off behind the new key is finished later, also after a restart", async () => {
		const asked: RenewRequest[] = [];
		const broken = job(fresh(asked), { use: async () => false });
		await assert.rejects(broken.running.rotate(), { code: "BUS_UNAVAILABLE" });
		assert.equal(broken.written.at(-1)?.unsettled, true);
		await broken.clock.wind(10_000);
		assert.deepEqual(asked.at(-1), inUse("U-new"));
		assert.equal(broken.written.at(-1)?.unsettled, undefined);
		broken.running.stop();
		const begun = job(fresh(asked), { unsettled: true });
		await begun.clock.wind(1);
		assert.deepEqual(asked.at(-1), { userKey: "U-secret", inUse: "U-secret" });
		assert.equal(begun.written.at(-1)?.unsettled, undefined);
		begun.running.stop();
	});
});

describe("the identity on disk", () => {
	test("is private, whole, and never quoted when it is damaged", (t) => {
		const dir = join(tempDir(t), "state");
		const store = createIdentityStore(dir);
		assert.equal(store.read(), undefined);
		const one = identity(systemClock.now(), day);
		store.write(one);
		store.write(one);
		assert.deepEqual(store.read(), one);
		assert.deepEqual(readdirSync(dir), ["agent.json"]);
		assert.equal(statSync(join(dir, "agent.json")).mode & 0o777, 0o600);
		writeFileSync(join(dir, "agent.json"), '{"seed":"SU-secret"');
		assert.throws(
			() => store.read(),
			(error: Error) =>
				/damaged.*--again/.test(error.message) &&
				!error.message.includes("SU-secret"),
		);
		chmodSync(join(dir, "agent.json"), 0o640);
		assert.throws(() => store.read(), /can be read by others/);
	});
	test("in a link or a folder that others can enter is closed or refused", (t) => {
		const dir = tempDir(t);
		chmodSync(dir, 0o755);
		createIdentityStore(dir);
		assert.equal(statSync(dir).mode & 0o777, 0o700);
		writeFileSync(join(dir, "elsewhere"), "{}", { mode: 0o600 });
		symlinkSync(join(dir, "elsewhere"), join(dir, "agent.json"));
		assert.throws(() => createIdentityStore(dir).read(), /not a plain file/);
	});
});

describe("configurations", () => {
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
		const configurations = createConfigurations({
			log: silentLog,
			use: (one) => used.push(one.version),
			fetch: async () => {
				fetched += 1;
				await new Promise((resolve) => setImmediate(resolve));
				return version(5);
			},
		});
		const signal = new AbortController().signal;
		await Promise.all([1, 5, 3].map((n) => configurations.atLeast(n, signal)));
		assert.equal(fetched, 1);
		assert.equal(configurations.apply(version(4)), false);
		assert.equal(configurations.apply(version(5)), false);
		assert.equal(configurations.apply(version(6)), true);
		assert.deepEqual(used, [5, 6]);
		await assert.rejects(
			configurations.atLeast(9, signal),
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
			{ key: "botkube/kubectl", rbac: {}, configs: [{ n: 1 }, { n: 2 }] },
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

describe("messages", () => {
	test("text becomes output, the rest stays a message", () => {
		assert.deepEqual(
			splitMessages([
				{ baseBody: { codeBlock: "a" } },
				{ baseBody: { plaintext: "b" } },
			]),
			{ text: "a\nb", rest: undefined },
		);
		const { text, rest } = splitMessages([
			{ baseBody: { codeBlock: "a" }, sections: [{ base: {} } as never] },
			{ sections: [{} as never] },
		]);
		assert.equal(text, "a");
		assert.equal(rest?.sections?.length, 2);
		assert.equal(rest?.baseBody, undefined);
	});
	test("a message too large to travel is said to be so", () => {
		const { rest } = splitMessages([
			{ sections: [{ header: "x".repeat(300_000) } as never] },
		]);
		assert.match(rest?.baseBody?.plaintext ?? "", /too large/);
	});
});

describe("the heart", () => {
	test("beats every ten seconds, gathers changes, and says once that it leaves", async () => {
		const clock = createHandClock();
		const told: Heartbeat[] = [];
		const describeAgent = (): Heartbeat => ({
			at: clock.now().toISOString(),
			agentVersion: "1",
			protocol: 1,
			configurationVersion: 0,
			running: 0,
			kubernetes: { reachable: true },
			plugins: [],
		});
		const heart = createBeatHeartJob({
			clock,
			describe: describeAgent,
			tell: (one) => told.push(one),
		});
		await clock.wind(20_000);
		assert.equal(told.length, 2);
		for (let i = 0; i < 50; i++) heart.changed();
		await clock.wind(200);
		assert.equal(told.length, 3);
		heart.leave();
		heart.leave();
		heart.changed();
		heart.beat();
		await clock.wind(60_000);
		assert.deepEqual(
			told.map(({ leaving }) => leaving),
			[undefined, undefined, undefined, true],
		);
		assert.equal(clock.pendingTimers, 0);
	});
});
