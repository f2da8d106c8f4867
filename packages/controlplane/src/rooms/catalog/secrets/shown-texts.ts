import type { OrganisationId } from "@quarterdeck/contract";
import { redactConfiguration } from "./redact-configuration.ts";

/** Texts kept in memory; a version never changes, so only space limits them. */
const keptTexts = 64;

/** What is shown of stored versions: each is looked through for its secrets once, while it is remembered. */
export interface ShownTexts {
	of(
		organisationId: OrganisationId,
		stored: { readonly version: number; readonly yaml: string },
	): string;
}

/** Remembers the newest used; `redact` is another function in tests only. */
export function createShownTexts(redact = redactConfiguration): ShownTexts {
	const known = new Map<string, string>();
	return {
		of(organisationId, { version, yaml }) {
			const key = `${organisationId} ${version}`;
			const shown = known.get(key) ?? redact(yaml);
			known.delete(key);
			known.set(key, shown);
			const [oldest] = known.keys();
			if (known.size > keptTexts && oldest !== undefined) known.delete(oldest);
			return shown;
		},
	};
}
