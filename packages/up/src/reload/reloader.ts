import { watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Something that runs sources of the checkout. */
export interface ReloadablePart {
	/** What a person calls it. */
	readonly name: string;
	/** Below the root of the checkout, as `packages/agent`. */
	readonly folders: readonly string[];
	/** Takes up the sources as they are now. */
	reload(): Promise<void>;
}

/** Reloads parts whose sources change. */
export interface Reloader {
	add(part: ReloadablePart): void;
	stop(): void;
}

export interface ReloaderOptions {
	readonly root: string;
	readonly say: (line: string) => void;
	/** Waits until the files of one save or checkout have all been written. */
	readonly settle?: () => Promise<void>;
}

interface KnownPart {
	readonly part: ReloadablePart;
	isReloading: boolean;
	/** Its sources changed since its last reload began. */
	isStale: boolean;
}

const watchedFolders = ["packages", "plugins"];
const sourceFile = /\.(ts|tsx|json|sql|css|html|svg|graphql|yaml)$/;
const notRun = /\.test\.ts$|\/(testdata|dist|node_modules)\/|\/\./;

/** Watches the sources of a checkout from now on. */
export function createReloader(options: ReloaderOptions): Reloader {
	const { root, say } = options;
	const settle = options.settle ?? (() => sleep(100));
	const parts: KnownPart[] = [];
	let changed = new Set<string>();
	let isSettling = false;

	async function onChange(file: string): Promise<void> {
		if (!isSource(file)) return;
		changed.add(file);
		if (isSettling) return;
		isSettling = true;
		await settle();
		isSettling = false;
		const files = [...changed].sort();
		changed = new Set();
		await reload(files);
	}
	async function reload(files: readonly string[]): Promise<void> {
		const concerned = parts.filter(({ part }) =>
			part.folders.some((folder) =>
				files.some((file) => file.startsWith(`${folder}/`)),
			),
		);
		if (concerned.length === 0) return;
		const names = concerned.map(({ part }) => part.name).join(", ");
		const more = files.length > 1 ? ` and ${files.length - 1} more` : "";
		say(`${files[0]}${more} changed; reloading ${names}`);
		await Promise.all(concerned.map(reloadPart));
	}
	/** One reload of a part at a time; a change in the middle of one is followed by another. */
	async function reloadPart(known: KnownPart): Promise<void> {
		known.isStale = true;
		if (known.isReloading) return;
		known.isReloading = true;
		while (known.isStale) {
			known.isStale = false;
			await known.part.reload().catch((error: unknown) => {
				const reason = error instanceof Error ? error.message : String(error);
				say(`cannot reload ${known.part.name}: ${reason}`);
			});
		}
		known.isReloading = false;
	}
	const watchers = watchedFolders.map((folder) =>
		watch(join(root, folder), { recursive: true }, (_event, name) => {
			if (name !== null) void onChange(`${folder}/${name}`);
		}),
	);
	return {
		add: (part) =>
			void parts.push({ part, isReloading: false, isStale: false }),
		stop() {
			for (const watcher of watchers) watcher.close();
		},
	};
}

/** Whether a change of the file changes what a program does. Paths are from the root. */
export function isSource(file: string): boolean {
	return sourceFile.test(file) && !notRun.test(file);
}
