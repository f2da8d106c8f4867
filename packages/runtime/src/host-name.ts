/** The name in a Host header, without port and in lower case; undefined when it is none. */
export function hostName(header: string | undefined): string | undefined {
	const found = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(
		header ?? "",
	);
	return found?.[1]?.toLowerCase();
}
