import type { Clock } from "@quarterdeck/runtime";

const deadlineMs = 5000;

/** Sends a value as JSON. A redirect is not followed. @throws Error unless it is answered with 2xx in 5 s. */
export async function postJson(
	clock: Pick<Clock, "after">,
	url: string,
	value: unknown,
): Promise<void> {
	const late = new AbortController();
	const timer = clock.after(deadlineMs, () =>
		late.abort(new Error(`no answer in ${deadlineMs} ms`)),
	);
	try {
		const response = await fetch(url, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(value),
			redirect: "error",
			signal: late.signal,
		});
		await response.body?.cancel();
		if (!response.ok) throw new Error(`it answered ${response.status}`);
	} finally {
		timer.cancel();
	}
}
