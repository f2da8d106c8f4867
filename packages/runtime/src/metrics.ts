import {
	Counter,
	collectDefaultMetrics,
	Gauge,
	Histogram,
	Registry,
} from "prom-client";

/** Prometheus metrics of one process; names begin with `quarterdeck_`. Label values must come from a bounded set. */
export interface Metrics {
	counter<L extends string>(
		name: string,
		help: string,
		labels?: readonly L[],
	): Counter<L>;
	gauge<L extends string>(
		name: string,
		help: string,
		labels?: readonly L[],
		collect?: () => number,
	): Gauge<L>;
	histogram<L extends string>(
		name: string,
		help: string,
		labels?: readonly L[],
		buckets?: readonly number[],
	): Histogram<L>;
	/** The text a Prometheus server scrapes, and its content type. */
	expose(): Promise<{ readonly contentType: string; readonly text: string }>;
}

const prefix = "quarterdeck_";
/** Seconds, from a round trip on the bus to a command at its deadline. */
const defaultBuckets = [
	0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
	60,
];

/** A registry of its own, so that several processes can live in one test. */
export function createMetrics(
	options: { readonly processMetrics: boolean } = { processMetrics: true },
): Metrics {
	const registry = new Registry();
	if (options.processMetrics) collectDefaultMetrics({ register: registry });
	const registers = [registry];
	return {
		counter: (name, help, labelNames = []) =>
			new Counter({ name: prefix + name, help, labelNames, registers }),
		gauge(name, help, labelNames = [], collect) {
			const ask = collect
				? {
						collect(this: { set(value: number): void }) {
							this.set(collect());
						},
					}
				: {};
			return new Gauge({
				name: prefix + name,
				help,
				labelNames,
				registers,
				...ask,
			});
		},
		histogram: (name, help, labelNames = [], buckets = defaultBuckets) =>
			new Histogram({
				name: prefix + name,
				help,
				labelNames,
				buckets: [...buckets],
				registers,
			}),
		async expose() {
			return {
				contentType: registry.contentType,
				text: await registry.metrics(),
			};
		},
	};
}
