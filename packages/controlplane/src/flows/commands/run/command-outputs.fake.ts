import type { OrganisationId, RunId, RunOutput } from "@quarterdeck/contract";
import type { CommandOutputs } from "./command-outputs.ts";

/** Outputs in memory. */
export function createFakeCommandOutputs(): CommandOutputs {
	const kept = new Map<string, FakeOutput>();
	const keyOf = (organisationId: OrganisationId, runId: RunId) =>
		`${organisationId}/${runId}`;
	return {
		async create(organisationId, runId) {
			const key = keyOf(organisationId, runId);
			const output: FakeOutput = { pieces: [], state: "growing", wakes: [] };
			kept.set(key, output);
			const wake = () => {
				for (const act of output.wakes.splice(0)) act();
			};
			return {
				async write({ kind, bytes }) {
					output.pieces.push({ kind, bytes: Uint8Array.from(bytes) });
					wake();
				},
				async seal() {
					output.state = "sealed";
					wake();
				},
				async discard() {
					output.state = "discarded";
					kept.delete(key);
					wake();
				},
			};
		},
		async follow(organisationId, runId, signal) {
			const output = kept.get(keyOf(organisationId, runId));
			return output && followFake(output, signal);
		},
		async open(organisationId, runId, range = { start: 0 }) {
			const output = kept.get(keyOf(organisationId, runId));
			if (output?.state !== "sealed") return undefined;
			const all = Buffer.concat(output.pieces.map(({ bytes }) => bytes));
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

interface FakeOutput {
	readonly pieces: RunOutput[];
	state: "growing" | "sealed" | "discarded";
	readonly wakes: (() => void)[];
}

async function* followFake(output: FakeOutput, signal: AbortSignal) {
	for (let next = 0; !signal.aborted; ) {
		const piece = output.pieces[next];
		if (piece) {
			next += 1;
			yield piece;
		} else if (output.state !== "growing") return;
		else
			await new Promise<void>((resolve) => {
				output.wakes.push(resolve);
				signal.addEventListener("abort", () => resolve(), { once: true });
			});
	}
}
