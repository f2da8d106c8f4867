import type { RunOutput } from "@quarterdeck/contract";
import type { OutputWriter } from "./command-outputs.ts";

/** Keeps a run's output for as long as that works. Once it failed nothing is kept, and that is told once. */
export interface OutputKeeper {
	/** Resolves when more may come; never throws. */
	keep(output: RunOutput): Promise<void>;
	/** Seals what was kept, or discards it when it is `empty`; false when nothing is kept. */
	finish(empty: boolean): Promise<boolean>;
	readonly isKeeping: boolean;
}

/** A keeper over a writer, which is absent when none could be opened. */
export function createOutputKeeper(deps: {
	readonly writer: OutputWriter | undefined;
	readonly onError: (error: unknown) => void;
	/** Called once, when what came before is lost as well. */
	readonly onLost: () => void;
}): OutputKeeper {
	let { writer } = deps;
	async function giveUp(error: unknown): Promise<void> {
		deps.onError(error);
		const broken = writer;
		writer = undefined;
		await broken?.discard().catch(deps.onError);
		deps.onLost();
	}
	return {
		get isKeeping() {
			return writer !== undefined;
		},
		async keep(output) {
			try {
				await writer?.write(output);
			} catch (error) {
				await giveUp(error);
			}
		},
		async finish(empty) {
			if (!writer) return false;
			try {
				await (empty ? writer.discard() : writer.seal());
				return !empty;
			} catch (error) {
				await giveUp(error);
				return false;
			}
		},
	};
}
