/*
 * Loaded before the agent (`node --import`): its wall clock differs from the machine's by QD_TEST_CLOCK_SKEW_MS. The monotonic
 * clock and timers are left alone, as on a machine whose clock is set wrong.
 */
const skewMs = Number(process.env.QD_TEST_CLOCK_SKEW_MS);
const now = Date.now;
const RealDate = Date;

globalThis.Date = class extends RealDate {
	constructor(...parts: unknown[]) {
		super(...((parts.length === 0 ? [now() + skewMs] : parts) as [number]));
	}
	static override now(): number {
		return now() + skewMs;
	}
} as DateConstructor;
