import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "@quarterdeck/runtime";
import { createDatabaseClock } from "./database-clock.ts";
import { useTestStore } from "./test-store.fixture.ts";

const store = useTestStore();

/** This machine's clock, set by so much. */
function stage() {
	let setMs = 0;
	return {
		set(ms: number) {
			setMs = ms;
		},
		clock: {
			...systemClock,
			now: () => new Date(systemClock.now().getTime() + setMs),
		},
	};
}
const minuteMs = 60_000;

test("what is decided by time is decided by the database's, however this machine's clock is set", async () => {
	const { clock, set } = stage();
	const checked = await createDatabaseClock({
		database: store.database,
		clock,
	});
	const far = () =>
		Math.abs(checked.now().getTime() - systemClock.now().getTime());
	assert.ok(far() < 5000, "the server runs on this machine");
	assert.equal(checked.problem(), undefined);
	assert.deepEqual(checked.health(), { ok: true });
	set(-30 * minuteMs);
	assert.ok(far() < 5000);
	assert.match(
		checked.problem() ?? "",
		/the clock of this machine is (1799|1800|1801) s behind the database's/,
	);
	const { signal } = new AbortController();
	await checked.job.run(signal);
	assert.ok(far() < 5000);
	const health = checked.health();
	assert.match(health.ok ? "" : health.problem, /behind.*NTP/);
	set(30 * minuteMs);
	assert.match(checked.problem() ?? "", /ahead of/);
	set(20_000);
	assert.equal(checked.problem(), undefined);
	const noted = checked.health();
	assert.match((noted.ok && noted.note) || "", /ahead of/);
	set(0);
	assert.deepEqual(checked.health(), { ok: true });
});
