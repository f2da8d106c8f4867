import { createSecretHider, type SecretHider } from "./hide-secrets.ts";

/** Far more than the plugins of one agent use; the oldest are forgotten first. */
const maxKnown = 1000;

/** The secrets that this process has given to plugins, which may write them into their logs at any later time. */
export interface KnownSecrets {
	add(secrets: readonly string[]): void;
	/** Hides those known now. */
	readonly hider: SecretHider;
}

/** Knows none yet. */
export function createKnownSecrets(): KnownSecrets {
	const known = new Set<string>();
	let hider: SecretHider | undefined;
	return {
		add(secrets) {
			for (const secret of secrets) {
				if (!known.has(secret)) hider = undefined;
				known.delete(secret);
				known.add(secret);
				const [oldest] = known;
				if (known.size > maxKnown && oldest !== undefined) known.delete(oldest);
			}
		},
		get hider() {
			hider ??= createSecretHider([...known]);
			return hider;
		},
	};
}
