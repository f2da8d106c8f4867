import type { StoredObject } from "../store/stored-object.ts";

/** Encodes objects of one resource in the form one client asked for. */
export interface Presenter {
	one(stored: StoredObject): string;
	/** A list in pieces, so that a long one is never one string. */
	list(metadata: object, items: readonly StoredObject[]): Iterable<string>;
	/** The object of a bookmark event. */
	bookmark(
		resourceVersion: number,
		annotations?: Record<string, string>,
	): string;
}
