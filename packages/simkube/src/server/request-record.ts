/** What a test may ask about a request that was answered. */
export interface RequestRecord {
	readonly method: string;
	/** With the query, as it came. */
	readonly path: string;
	/** The acting user, after impersonation; `undefined` when nobody was recognised. */
	user: string | undefined;
	groups: readonly string[];
	/** Who asked, before impersonation. */
	realUser: string | undefined;
	readonly userAgent: string | undefined;
	/** 0 while the answer has not ended, or when there was none. */
	code: number;
	readonly atMs: number;
}

/** The most recent requests, oldest first. */
export interface RequestLog {
	all(): readonly Readonly<RequestRecord>[];
	matching(path: RegExp | string): readonly Readonly<RequestRecord>[];
	clear(): void;
	add(record: RequestRecord): void;
}

export function createRequestLog(limit: number): RequestLog {
	let records: RequestRecord[] = [];
	return {
		all: () => records.slice(-limit),
		matching: (path) =>
			records
				.slice(-limit)
				.filter((record) =>
					typeof path === "string"
						? record.path.startsWith(path)
						: path.test(record.path),
				),
		clear() {
			records = [];
		},
		add(record) {
			records.push(record);
			if (records.length > limit * 2) records = records.slice(-limit);
		},
	};
}
