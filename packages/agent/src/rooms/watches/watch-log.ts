/** A port: the file of one watch. It outlives the process. */
export interface WatchLog {
	/** What an earlier process, or an earlier watch, left; undefined when that is nothing. */
	read(): LoggedWatch | undefined;
	/** Begins anew with what is given, whole or not at all. @throws Error when the disk refuses it. */
	replace(watch: LoggedWatch): void;
	/** Notes one step. Survives the process when it returns. @throws Error when the disk refuses it. */
	append(step: LoggedStep): void;
	/** Steps since it was begun. */
	readonly steps: number;
	/** Closes the file; it stays. */
	close(): void;
	/** Forgets everything. */
	remove(): void;
}

export interface LoggedWatch {
	/** Names what is kept. */
	readonly keeps: string;
	/** Everything up to this version of the resource was told; empty when only a list can say what was not. */
	readonly resourceVersion: string;
	/** What is kept of each object, by its uid. */
	readonly kept: ReadonlyMap<string, KeptObject>;
}

/** What is kept of an object, in as few bytes as it takes: there are thousands. */
export interface KeptObject {
	readonly resourceVersion: string;
	/** JSON. */
	readonly text: string;
}

export type LoggedStep =
	| {
			readonly kind: "kept";
			readonly uid: string;
			readonly object: KeptObject;
	  }
	| {
			readonly kind: "gone";
			readonly uid: string;
			readonly resourceVersion: string;
	  }
	/** Everything up to this version was told; empty: a list is about to be compared with what is kept. */
	| { readonly kind: "at"; readonly resourceVersion: string };
