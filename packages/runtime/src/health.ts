import { describeError } from "./describe-error.ts";

/** How one part is: fine, or the sentence an operator needs. */
export type PartHealth =
	| { readonly ok: true; readonly note?: string }
	| { readonly ok: false; readonly problem: string };

export interface HealthReport {
	readonly ok: boolean;
	readonly parts: Readonly<Record<string, PartHealth>>;
}

/** Collects how the parts of a process are. A part is asked each time, with a deadline: a hanging part is a sick one. */
export interface Health {
	part(name: string, ask: () => Promise<PartHealth> | PartHealth): void;
	report(): Promise<HealthReport>;
}

/** An empty report card; `deadlineMs` is how long one part may take to answer. */
export function createHealth(
	options: { readonly deadlineMs: number } = { deadlineMs: 2000 },
): Health {
	const parts = new Map<string, () => Promise<PartHealth> | PartHealth>();
	return {
		part(name, ask) {
			parts.set(name, ask);
		},
		async report() {
			const answers = await Promise.all(
				[...parts].map(
					async ([name, ask]) =>
						[name, await askWithin(ask, options.deadlineMs)] as const,
				),
			);
			return {
				ok: answers.every(([, health]) => health.ok),
				parts: Object.fromEntries(answers),
			};
		},
	};
}

async function askWithin(
	ask: () => Promise<PartHealth> | PartHealth,
	deadlineMs: number,
): Promise<PartHealth> {
	const { promise, resolve } = Promise.withResolvers<PartHealth>();
	const timer = setTimeout(
		() => resolve({ ok: false, problem: `no answer in ${deadlineMs} ms` }),
		deadlineMs,
	);
	try {
		return await Promise.race([ask(), promise]);
	} catch (error) {
		return { ok: false, problem: describeError(error) };
	} finally {
		clearTimeout(timer);
	}
}
