import type { Run } from "../documents.ts";
import type { Entry } from "../entry.ts";

export function MessageOf(_props: {
	readonly entry: Entry;
	readonly run: Run;
	readonly message: unknown;
}) {
	return null;
}
