/** What a key of the keyboard does on a page. */
export type PageKey<Place> =
	| { readonly kind: "search" }
	| { readonly kind: "help" }
	/** The next letter names a page. */
	| { readonly kind: "begin" }
	| { readonly kind: "go"; readonly place: Place };

/** How long after `g` a letter still names a page. */
export const letterWithinMs = 1500;

/** What was pressed, and what is known around it. */
export interface Pressed {
	readonly key: string;
	/** Ctrl, Alt or ⌘ is held: the key belongs to the browser. */
	readonly isModified: boolean;
	readonly isTyping: boolean;
	/** Whether `g` was pressed just before. */
	readonly hasBegun: boolean;
}

/** What a key means; undefined when nothing. While one types, every key is what it types. */
export function readPageKey<Place extends { readonly letter: string }>(
	{ key, isModified, isTyping, hasBegun }: Pressed,
	places: readonly Place[],
): PageKey<Place> | undefined {
	if (isModified || isTyping) return undefined;
	if (hasBegun) {
		const place = places.find(({ letter }) => letter === key.toLowerCase());
		if (place) return { kind: "go", place };
	}
	if (key === "/") return { kind: "search" };
	if (key === "?") return { kind: "help" };
	if (key === "g") return { kind: "begin" };
	return undefined;
}
