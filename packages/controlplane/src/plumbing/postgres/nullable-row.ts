/** `null` of the database as our `undefined`, for the fields named. */
export function undefinedFor<R extends object, K extends keyof R>(
	row: R,
	...fields: K[]
): Omit<R, K> & { [F in K]: Exclude<R[F], null> | undefined } {
	const copy = { ...row };
	for (const field of fields)
		Object.assign(copy, { [field]: row[field] ?? undefined });
	return copy as Omit<R, K> & { [F in K]: Exclude<R[F], null> | undefined };
}

/** The row with `null` where ours says `undefined`. */
export type Nullable<T> = {
	readonly [K in keyof T]: undefined extends T[K]
		? Exclude<T[K], undefined> | null
		: T[K];
};
