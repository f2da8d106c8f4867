import type { Follower } from "./follower.ts";
import type { ResourceEvent } from "./resource-reader.ts";
import type { WatchChange, WatchedObject } from "./watch-change.ts";
import type { KeptObject, LoggedStep } from "./watch-log.ts";

/** A change, with the step by which it is noted that it was told. */
export interface ChangeStep<Kept> {
	readonly change: WatchChange<Kept> | undefined;
	readonly step: LoggedStep;
}

/** What is kept of the objects of one resource, and what that says about each that comes. `take` and `gap` change nothing: `note` does. */
export class KeptObjects<Kept> {
	readonly #keep: (object: WatchedObject) => Kept;
	readonly #nameOf: ((kept: Kept) => string) | undefined;
	readonly #kept: Map<string, KeptObject>;
	/** By name, from the first time that somebody looks an object up. */
	#uids: Map<string, string> | undefined;
	/** Whether what is kept was kept for other ends: it is kept anew when a list has the object. */
	readonly #isOld: boolean;

	constructor(
		{ keep, nameOf }: Pick<Follower<Kept>, "keep" | "nameOf">,
		kept: ReadonlyMap<string, KeptObject> = new Map(),
		isOld = false,
	) {
		this.#keep = keep;
		this.#nameOf = nameOf;
		this.#kept = new Map(kept);
		this.#isOld = isOld;
	}

	/** What is kept of the object that `nameOf` calls so. */
	find(name: string): Kept | undefined {
		const uid = this.#uidsByName()?.get(name);
		const found = uid === undefined ? undefined : this.#kept.get(uid);
		return found && JSON.parse(found.text);
	}

	get all(): ReadonlyMap<string, KeptObject> {
		return this.#kept;
	}

	/** What an event of the watch means; undefined for one that says nothing new: a repetition, or one that comes too late. */
	take(
		event: Exclude<ResourceEvent, { kind: "expired" }>,
	): ChangeStep<Kept> | undefined {
		if (event.kind === "bookmark")
			return {
				change: undefined,
				step: { kind: "at", resourceVersion: event.resourceVersion },
			};
		const { object } = event;
		const { uid, resourceVersion } = identityOf(object);
		const known = this.#kept.get(uid);
		if (event.kind === "deleted")
			return known && this.#gone(uid, resourceVersion, object);
		if (known && !isNewer(resourceVersion, known.resourceVersion))
			return undefined;
		return this.#there(uid, resourceVersion, object);
	}

	/** What a list means for one of its objects; undefined when it is as it was. */
	listed(object: WatchedObject): ChangeStep<Kept> | undefined {
		const { uid, resourceVersion } = identityOf(object);
		const known = this.#kept.get(uid);
		if (known?.resourceVersion !== resourceVersion)
			return this.#there(uid, resourceVersion, object);
		if (!this.#isOld) return undefined;
		const { step } = this.#there(uid, resourceVersion, object);
		return { step, change: undefined };
	}

	/** The objects that a whole list did not have: they were deleted unseen. */
	missing(
		listed: ReadonlySet<string>,
		resourceVersion: string,
	): ChangeStep<Kept>[] {
		return [...this.#kept.keys()]
			.filter((uid) => !listed.has(uid))
			.map((uid) => this.#gone(uid, resourceVersion, undefined));
	}

	/** What was told is what is known from now on. */
	note(step: LoggedStep): void {
		if (step.kind === "at") return;
		const before = this.#kept.get(step.uid);
		if (before) this.#unname(step.uid, before);
		if (step.kind === "gone") this.#kept.delete(step.uid);
		else {
			this.#kept.set(step.uid, step.object);
			this.#uids?.set(this.#name(step.object), step.uid);
		}
	}

	#uidsByName(): ReadonlyMap<string, string> | undefined {
		if (this.#nameOf && !this.#uids)
			this.#uids = new Map(
				[...this.#kept].map(([uid, object]) => [this.#name(object), uid]),
			);
		return this.#uids;
	}

	#unname(uid: string, object: KeptObject): void {
		if (!this.#uids) return;
		const name = this.#name(object);
		// Another object may have taken the name already.
		if (this.#uids.get(name) === uid) this.#uids.delete(name);
	}

	#name({ text }: KeptObject): string {
		return this.#nameOf?.(JSON.parse(text)) ?? "";
	}

	#there(
		uid: string,
		resourceVersion: string,
		object: WatchedObject,
	): ChangeStep<Kept> {
		const text = JSON.stringify(this.#keep(object)) ?? "null";
		const before = this.#kept.get(uid);
		const step = {
			kind: "kept",
			uid,
			object: { resourceVersion, text },
		} as const;
		return before
			? {
					step,
					change: {
						kind: "updated",
						id: `${uid}/${resourceVersion}`,
						object,
						before: JSON.parse(before.text),
					},
				}
			: { step, change: { kind: "added", id: `${uid}/added`, object } };
	}

	#gone(
		uid: string,
		resourceVersion: string,
		object: WatchedObject | undefined,
	): ChangeStep<Kept> {
		const before: Kept = JSON.parse(this.#kept.get(uid)?.text ?? "null");
		return {
			step: { kind: "gone", uid, resourceVersion },
			change: { kind: "deleted", id: `${uid}/deleted`, before, object },
		};
	}
}

/** @throws Error for what no API server says. */
export function identityOf({ metadata }: WatchedObject): {
	readonly uid: string;
	readonly resourceVersion: string;
} {
	const { uid, resourceVersion } = metadata;
	if (
		!uid ||
		!resourceVersion ||
		uid.length > 128 ||
		resourceVersion.length > 128
	)
		throw new Error("an object without uid or resourceVersion");
	return { uid, resourceVersion };
}

/** Versions are numbers of any length, which grow (docs/architecture/kubernetes-facts.md#resource-versions); of others, any that differs is new. */
function isNewer(version: string, than: string): boolean {
	if (!/^\d+$/.test(version) || !/^\d+$/.test(than)) return version !== than;
	return version.length === than.length
		? version > than
		: version.length > than.length;
}
