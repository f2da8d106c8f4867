/** What a person may say to `qd run`. */
export interface RunOptions {
	readonly cluster: readonly string[];
	readonly allClusters?: boolean;
	readonly channel: string;
	readonly filter?: string;
	readonly timeout?: string;
	/** Standard input goes to the program. */
	readonly stdin?: boolean;
	/** The cluster in front of each line. */
	readonly prefix?: boolean;
	/** The tables of all clusters as one. */
	readonly merge?: boolean;
	readonly output: "text" | "json" | "jsonl";
}
