/** A lease as the work that runs under it sees it. */
export interface Lease {
	/** Grows each time the lease changes hands. What the work writes carries it, so that a late write of a former holder can be refused. */
	readonly fencingToken: bigint;
	/** Aborted when the lease is lost or the caller's own signal is aborted: the work must end now. */
	readonly signal: AbortSignal;
}

/**
 * Named leases: of all processes that share a store of leases, at most one runs the work of a name at a time.
 *
 * A lease is lost when it cannot be renewed in time, judged by this process's own monotonic clock. Wall clocks of two machines are
 * never compared, so a wrong clock neither takes a lease away nor keeps one. The signal is aborted before another process may
 * acquire the lease; work that ignores its signal is what the fencing token is for.
 */
export interface Leases {
	/**
	 * Waits until this process holds `name`, runs `work`, and releases the lease when the work has ended. Resolves after the work
	 * and the release. A store that does not answer is asked again with back-off; it never ends the wait.
	 * @throws what `work` threw; the reason of `options.signal` when it is aborted before the lease is held.
	 */
	hold(
		name: string,
		work: (lease: Lease) => Promise<void>,
		options: { readonly signal: AbortSignal },
	): Promise<void>;
}
