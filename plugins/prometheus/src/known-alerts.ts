import { type Alert, alertKey } from "./alert.ts";
import type { PrometheusConfig } from "./prometheus-config.schema.ts";

/** More than a Prometheus has that anybody reads. */
const mostAlerts = 10_000;

/** What changed since the last look: alerts in a state that they were not in, and those that are over. */
export class KnownAlerts {
	readonly #wanted: Pick<PrometheusConfig, "alertStates" | "ignoreOldAlerts">;
	readonly #begunAt: Date;
	#known = new Map<string, Alert>();

	constructor(
		wanted: Pick<PrometheusConfig, "alertStates" | "ignoreOldAlerts">,
		begunAt: Date,
	) {
		this.#wanted = wanted;
		this.#begunAt = begunAt;
	}

	/**
	 * Takes a whole list. Each state of an alert is told once; an alert that was told as firing and is no longer listed is told as
	 * resolved, if states that are over are wanted.
	 * @throws Error when there are too many alerts to keep in mind.
	 */
	take(alerts: readonly Alert[]): readonly Alert[] {
		if (alerts.length > mostAlerts)
			throw new Error(`Prometheus lists more than ${mostAlerts} alerts`);
		const { alertStates } = this.#wanted;
		const now = new Map(
			alerts
				.filter((alert) => !this.#isOld(alert))
				.map((alert) => [alertKey(alert), alert]),
		);
		const changed = [...now]
			.filter(([key, alert]) => !this.#isKnown(key, alert))
			.map(([, alert]) => alert)
			.filter(({ state }) => alertStates.some((wanted) => wanted === state));
		const over = [...this.#known]
			.filter(([key, { state }]) => state === "firing" && !now.has(key))
			.map(([, alert]) => ({ ...alert, state: "resolved" }));
		this.#known = now;
		return alertStates.includes("inactive") ? [...changed, ...over] : changed;
	}

	#isKnown(key: string, { state, activeAt }: Alert): boolean {
		const known = this.#known.get(key);
		return known?.state === state && known.activeAt === activeAt;
	}

	#isOld({ activeAt }: Alert): boolean {
		if (!this.#wanted.ignoreOldAlerts) return false;
		return new Date(activeAt).getTime() < this.#begunAt.getTime();
	}
}
