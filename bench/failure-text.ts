/**
 * What broke a bench, the first cause first. An error of its cleaning up wraps it, and Node prints neither of the two.
 */
export function failureText(error: unknown): string {
	return causesOf(error)
		.map((one, place) => (place === 0 ? one : `then, while stopping: ${one}`))
		.join("\n");
}

function causesOf(error: unknown): string[] {
	if (error instanceof SuppressedError)
		return [...causesOf(error.suppressed), ...causesOf(error.error)];
	if (error instanceof AggregateError) return error.errors.flatMap(causesOf);
	return [
		error instanceof Error ? (error.stack ?? error.message) : String(error),
	];
}
