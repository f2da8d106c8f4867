import { z } from "zod";

const labels = z.record(z.string().max(256), z.string().max(4096));

/** An alert as Prometheus lists it. */
export const alertSchema = z.object({
	labels,
	annotations: labels.default({}),
	state: z.string().max(64),
	activeAt: z.string().max(64).default(""),
	value: z.string().max(64).optional(),
});
export type Alert = z.output<typeof alertSchema>;

/** The same for the same alert, in whatever state. */
export function alertKey({ labels: named }: Pick<Alert, "labels">): string {
	return JSON.stringify(
		Object.entries(named).toSorted(([a], [b]) => (a < b ? -1 : 1)),
	);
}
