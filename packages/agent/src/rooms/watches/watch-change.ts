/** An object of the cluster, as the API server gives it. */
export interface WatchedObject {
	readonly apiVersion?: string;
	readonly kind?: string;
	readonly metadata: {
		readonly name?: string;
		readonly namespace?: string;
		readonly uid?: string;
		readonly resourceVersion?: string;
		readonly labels?: Readonly<Record<string, string>>;
		readonly annotations?: Readonly<Record<string, string>>;
		readonly creationTimestamp?: string;
		readonly deletionTimestamp?: string;
	};
	readonly [field: string]: unknown;
}

/** Something that happened to an object. `Kept` is what the follower keeps of each. */
export type WatchChange<Kept> =
	| {
			readonly kind: "added";
			/** The same whenever this is told, and of no other change of the cluster. */
			readonly id: string;
			readonly object: WatchedObject;
	  }
	| {
			readonly kind: "updated";
			readonly id: string;
			readonly object: WatchedObject;
			/** Of the object as it was told last. */
			readonly before: Kept;
	  }
	| {
			readonly kind: "deleted";
			readonly id: string;
			readonly before: Kept;
			/** As it was at the end; undefined when its end was missed. */
			readonly object: WatchedObject | undefined;
	  };
