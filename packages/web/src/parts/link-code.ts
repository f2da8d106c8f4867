/** What a one-time link carries behind the `#`: it goes into no log and to no other site. */
export function linkCode(hash: string): string | undefined {
	const code = new URLSearchParams(hash.replace(/^#/, "")).get("code")?.trim();
	return code || undefined;
}
