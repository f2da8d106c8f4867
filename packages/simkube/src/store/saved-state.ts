import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import type { KubeObject } from "../kube-object.ts";
import type { ObjectStore } from "./object-store.ts";

/** What outlives the process beside the objects: by it clients know the server again. */
export interface SavedIdentity {
	readonly adminToken: string;
	readonly certificatePem: string;
	readonly privateKeyPem: string;
	readonly serviceAccountKeyPem: string;
}

interface SavedState {
	readonly format: 1;
	readonly identity: SavedIdentity;
	readonly resourceVersion: number;
	/** Storage key and object, one after the other. */
	readonly objects: readonly [storageKey: string, object: KubeObject][];
}

/** The state in a file; `undefined` when there is none. Throws for a file that is something else. */
export function readSavedState(file: string): SavedState | undefined {
	let text: string;
	try {
		text = readFileSync(file, "utf8");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
	const state = JSON.parse(text) as SavedState;
	if (state.format !== 1) throw new Error(`${file} is no state of a simkube`);
	return state;
}

export interface StateSaver {
	/** Saves what is not saved yet, now and for sure. */
	finish(): void;
}

const quietMs = 500;

/** Writes the state a little after changes, whole and at once: a crash leaves the file before or the file after. */
export function createStateSaver(deps: {
	file: string;
	store: ObjectStore;
	identity: SavedIdentity;
	onError: (error: unknown) => void;
}): StateSaver {
	const { file, store } = deps;
	let timer: NodeJS.Timeout | undefined;
	let savedVersion = -1;
	const unsubscribe = store.subscribe(() => schedule());

	function schedule(): void {
		timer ??= setTimeout(() => {
			save().catch(deps.onError);
		}, quietMs).unref();
	}

	async function save(): Promise<void> {
		const version = store.resourceVersion;
		try {
			await writeFile(`${file}.next`, text(), { mode: 0o600 });
			await rename(`${file}.next`, file);
			savedVersion = version;
		} finally {
			timer = undefined;
		}
		if (store.resourceVersion !== savedVersion) schedule();
	}

	function text(): string {
		const objects = store
			.storageKeys()
			.flatMap((storageKey) =>
				store
					.list(storageKey)
					.map((stored) => JSON.stringify([storageKey, stored.object])),
			);
		const { identity } = deps;
		const { resourceVersion } = store;
		const head = JSON.stringify({ format: 1, identity, resourceVersion });
		return `${head.slice(0, -1)},"objects":[\n${objects.join(",\n")}\n]}\n`;
	}

	return {
		finish() {
			unsubscribe();
			clearTimeout(timer);
			if (store.resourceVersion === savedVersion) return;
			writeFileSync(`${file}.last`, text(), { mode: 0o600 });
			renameSync(`${file}.last`, file);
		},
	};
}
