import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	AppError,
	type RenewReply,
	type RenewRequest,
} from "@quarterdeck/contract";
import {
	createJobRunner,
	createMetrics,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { createHandClock } from "@quarterdeck/testkit";
import { day, testCredential } from "./agent-credential.fixture.ts";
import type { AgentCredential } from "./agent-credential.ts";
import { createCredentialRenewal } from "./renew-credential.job.ts";

type Issued = Omit<RenewReply, "orderKeys">;
const orderKeys = ["A-new"];

function job(
	renew: (request: RenewRequest) => Promise<Issued>,
	more: {
		readonly unsettled?: boolean;
		readonly use?: () => Promise<boolean>;
		readonly isFull?: () => boolean;
	} = {},
) {
	const clock = createHandClock();
	const used: string[] = [];
	const written: AgentCredential[] = [];
	const errors: string[] = [];
	const renewal = createCredentialRenewal({
		clock,
		log: { ...silentLog, error: (message) => errors.push(message) },
		credential: {
			...testCredential(clock.now()),
			unsettled: more.unsettled,
		},
		createKey: () => ({ seed: "SU-new", userKey: "U-new" }),
		lifetimeOf: () => day,
		userKeyOf: (seed) => seed.replace("SU-", "U-"),
		renew: async (request) => ({ ...(await renew(request)), orderKeys }),
		async use({ jwt, seed }) {
			used.push(`${jwt}${seed === "SU-secret" ? "" : ` ${seed}`}`);
			return more.use ? more.use() : true;
		},
		store: {
			async write(one) {
				if (more.isFull?.()) throw new Error("no space left on device");
				if (more.isFull) return void written.push(one);
				assert.equal(
					used.includes(one.jwt),
					false,
					"used before it was stored",
				);
				written.push(one);
			},
		},
	});
	const runner = createJobRunner({
		clock,
		log: silentLog,
		metrics: createMetrics({ processMetrics: false }),
		random: () => 0.5,
	});
	const started = runner.start(renewal.job);
	return { clock, used, written, errors, renewal, started };
}

describe("renewing the credential", () => {
	test("happens at about half of its life, again and again", async () => {
		let asked = 0;
		const { clock, used, written, started } = job(async () => {
			asked += 1;
			return {
				jwt: `new-${asked}`,
				// The control plane's clock may say any hour: the life of the JWT is what counts.
				expiresAt: "2001-01-01T00:00:00.000Z",
			};
		});
		await clock.wind(day * 0.4);
		assert.equal(asked, 0);
		await clock.wind(day * 0.2);
		assert.deepEqual(used, ["new-1"]);
		assert.equal(written[0]?.jwt, "new-1");
		assert.deepEqual(written[0]?.orderKeys, orderKeys);
		await clock.wind(day * 0.6);
		assert.equal(asked, 2);
		await started.stop();
		assert.equal(clock.pendingTimers, 0);
	});
	for (const hours of [13, 48])
		test(`does not wait longer because the machine's clock was set back ${hours} h`, async () => {
			let asked = 0;
			const { clock } = job(async () => {
				asked += 1;
				return { jwt: `new-${asked}`, expiresAt: "2001-01-01T00:00:00.000Z" };
			});
			const setBack = () =>
				clock.correct(new Date(clock.now().getTime() - hours * 3_600_000));
			await clock.wind(60_000);
			setBack();
			await clock.wind(day * 0.55);
			assert.equal(asked, 1);
			setBack();
			await clock.wind(day * 0.55);
			assert.equal(asked, 2, "and neither does the next");
		});
	test("is tried again until it works, and is an alarm only near the end", async () => {
		let works = false;
		const { clock, used, errors } = job(async () => {
			if (!works) throw new AppError("BUS_UNAVAILABLE", { reason: "away" });
			return {
				jwt: "new",
				// The control plane's clock may say any hour: the life of the JWT is what counts.
				expiresAt: "2001-01-01T00:00:00.000Z",
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
	test("goes on where nothing can be stored, and what is in use is stored as soon as it can be", async () => {
		let asked = 0;
		let isFull = true;
		const { clock, used, written, errors } = job(
			async () => {
				asked += 1;
				return { jwt: `new-${asked}`, expiresAt: "2001-01-01T00:00:00.000Z" };
			},
			{ isFull: () => isFull },
		);
		await clock.wind(day * 1.6);
		assert.deepEqual(used, ["new-1", "new-2", "new-3"]);
		assert.deepEqual(errors, []);
		isFull = false;
		await clock.wind(600_000);
		assert.deepEqual(
			written.map(({ jwt }) => jwt),
			["new-3"],
		);
		await clock.wind(day * 0.6);
		assert.equal(written.at(-1)?.jwt, "new-4");
	});
	test("does not take a key into use that could not be stored", async () => {
		const { renewal, used } = job(
			async () => ({ jwt: "new", expiresAt: "2001-01-01T00:00:00.000Z" }),
			{ isFull: () => true },
		);
		await assert.rejects(renewal.rotate(), /no space left/);
		assert.deepEqual(used, []);
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
		const { renewal, written, used } = job(async () => {
			throw new AppError("NOT_ALLOWED", { person: "x", action: "y", hint: "" });
		});
		await assert.rejects(renewal.rotate(), { code: "NOT_ALLOWED" });
		assert.deepEqual([written, used], [[], []]);
	});

	test("the new key is kept before it is used, used before it is shown, and asked for once", async () => {
		const asked: RenewRequest[] = [];
		const { renewal, written, used } = job(fresh(asked));
		const both = await Promise.all([renewal.rotate(), renewal.rotate()]);
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
	});

	test("one that broke off behind the new key is finished later, also after a restart", async () => {
		const asked: RenewRequest[] = [];
		const broken = job(fresh(asked), { use: async () => false });
		await assert.rejects(broken.renewal.rotate(), { code: "BUS_UNAVAILABLE" });
		assert.equal(broken.written.at(-1)?.unsettled, true);
		await broken.clock.wind(10_000);
		assert.deepEqual(asked.at(-1), inUse("U-new"));
		assert.equal(broken.written.at(-1)?.unsettled, undefined);
		const begun = job(fresh(asked), { unsettled: true });
		await begun.clock.wind(0);
		assert.deepEqual(asked.at(-1), { userKey: "U-secret", inUse: "U-secret" });
		assert.equal(begun.written.at(-1)?.unsettled, undefined);
	});
});
