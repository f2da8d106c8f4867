import type { Clock } from "@quarterdeck/runtime";
import type { ResourceEvent, ResourceReader } from "./resource-reader.ts";
import type { WatchedObject } from "./watch-change.ts";

/** What a server answers with when a version is too old. */
export class TooOld extends Error {}

/** One resource of a server that is cut off, fails and forgets when it is told to. */
export class FakeResource implements ResourceReader {
	readonly #objects = new Map<string, WatchedObject>();
	#history: {
		readonly place: number;
		readonly version: number;
		readonly event: ResourceEvent;
	}[] = [];
	#places = 0;
	#forgottenUpTo = 0;
	#version = 1;
	#wake = Promise.withResolvers<void>();
	#cuts = new Set<(error: Error) => void>();
	/** Thrown by the next list, or in the middle of it. */
	listFails: Error | undefined;
	listsBegun = 0;
	watchesBegun = 0;

	get version(): string {
		return String(this.#version);
	}

	get objects(): readonly WatchedObject[] {
		return [...this.#objects.values()];
	}

	/** Makes or changes an object. @returns it. */
	put(name: string, value: unknown, uid = `uid-${name}`): WatchedObject {
		this.#version += 1;
		const object: WatchedObject = {
			metadata: { name, uid, resourceVersion: String(this.#version) },
			value,
		};
		const kind = this.#objects.has(uid) ? "modified" : "added";
		this.#objects.set(uid, object);
		this.#remember({ kind, object });
		return object;
	}

	remove(uid: string): void {
		const object = this.#objects.get(uid);
		if (!object) return;
		this.#version += 1;
		this.#objects.delete(uid);
		const metadata = {
			...object.metadata,
			resourceVersion: String(this.#version),
		};
		this.#remember({ kind: "deleted", object: { ...object, metadata } });
	}

	/** Says an event that has no place in the history. */
	say(event: ResourceEvent): void {
		this.#remember(event);
	}

	/** Forgets the changes up to now. */
	compact(): void {
		this.#history = [];
		this.#forgottenUpTo = this.#version;
	}

	/** Ends every watch in the middle. */
	cut(): void {
		for (const cut of [...this.#cuts]) cut(new Error("the connection was cut"));
	}

	async *list(signal: AbortSignal) {
		this.listsBegun += 1;
		const items = this.objects;
		const resourceVersion = this.version;
		const half = Math.ceil(items.length / 2);
		yield { items: items.slice(0, half), resourceVersion };
		await Promise.resolve();
		signal.throwIfAborted();
		const error = this.listFails;
		this.listFails = undefined;
		if (error) throw error;
		yield { items: items.slice(half), resourceVersion };
	}

	async *watch(
		from: string,
		signal: AbortSignal,
		hears: Parameters<ResourceReader["watch"]>[2],
	): AsyncGenerator<ResourceEvent> {
		let at = Number(from);
		while (!signal.aborted)
			try {
				this.watchesBegun += 1;
				if (at < this.#forgottenUpTo) {
					yield { kind: "expired" };
					return;
				}
				hears.onConnected();
				for await (const { version, event } of this.#connection(at, signal)) {
					at = Math.max(at, version);
					yield event;
				}
			} catch (error) {
				if (signal.aborted) return;
				hears.onInterrupted(error);
			}
	}

	async *#connection(from: number, signal: AbortSignal) {
		const cut = Promise.withResolvers<never>();
		cut.promise.catch(() => {});
		this.#cuts.add(cut.reject);
		const abort = () => cut.reject(signal.reason);
		signal.addEventListener("abort", abort, { once: true });
		try {
			let place =
				this.#history.find(({ version }) => version > from)?.place ??
				this.#places;
			for (;;) {
				const next = this.#history.find((one) => one.place >= place);
				if (next && next.place > place) throw new Error("forgotten");
				if (next) {
					place += 1;
					yield next;
				} else if (place < this.#places) throw new Error("forgotten");
				else await Promise.race([this.#wake.promise, cut.promise]);
			}
		} finally {
			this.#cuts.delete(cut.reject);
			signal.removeEventListener("abort", abort);
		}
	}

	#remember(event: ResourceEvent): void {
		const place = this.#places++;
		this.#history.push({ place, version: this.#version, event });
		const { resolve } = this.#wake;
		this.#wake = Promise.withResolvers();
		resolve();
	}
}

/** Time that passes as fast as it is waited for. */
export function hurriedClock(): Clock {
	let nowMs = 0;
	return {
		now: () => new Date(nowMs),
		monotonicMs: () => nowMs,
		after(delayMs, act) {
			const timer = setImmediate(() => {
				nowMs += delayMs;
				act();
			});
			return { cancel: () => clearImmediate(timer) };
		},
		every: () => ({ cancel() {} }),
	};
}
