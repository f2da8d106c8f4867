import type { CommandOutputs } from "./command-outputs.ts";

/** Outputs in memory. */
export function createFakeCommandOutputs(): CommandOutputs {
	const sealed = new Map<string, Uint8Array>();
	return {
		async create(organisationId, runId) {
			const pieces: Uint8Array[] = [];
			return {
				async write(bytes) {
					pieces.push(Uint8Array.from(bytes));
				},
				async seal() {
					sealed.set(`${organisationId}/${runId}`, Buffer.concat(pieces));
				},
				async discard() {},
			};
		},
		async open(organisationId, runId, range = { start: 0 }) {
			const all = sealed.get(`${organisationId}/${runId}`);
			if (!all) return undefined;
			const start = Math.min(range.start, all.length);
			const endExclusive = Math.max(
				start,
				Math.min(range.endExclusive ?? all.length, all.length),
			);
			return {
				totalBytes: all.length,
				start,
				endExclusive,
				bytes: (async function* () {
					yield all.subarray(start, endExclusive);
				})(),
			};
		},
	};
}
