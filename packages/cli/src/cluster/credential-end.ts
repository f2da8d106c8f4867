import { ago } from "../output/ago.ts";

/** From this long before its end on, a credential that nothing renews is worth a word. */
const soonMs = 7 * 86_400_000;

/** Whether the agent's credential for its API server ends within a week, or has ended. */
export function endsSoon(end: string, now: Date): boolean {
	return Date.parse(end) - now.getTime() < soonMs;
}

/** When it ends, as people say it. */
export function credentialEndWords(end: string, now: Date): string {
	return Date.parse(end) > now.getTime()
		? `ends in ${ago(now.toISOString(), new Date(end))}`
		: `ended ${ago(end, now)} ago`;
}
