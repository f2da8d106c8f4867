import type { SecretObject, SecretObjects } from "./secret-objects.ts";

/** Secrets of the namespace `agents`, as a test names them; an Error is thrown. */
export function createSecretObjectsFake(
	objects: Readonly<Record<string, SecretObject | Error>>,
): SecretObjects {
	return {
		namespace: "agents",
		async read(name) {
			const found = Object.hasOwn(objects, name) ? objects[name] : undefined;
			if (found instanceof Error) throw found;
			return found;
		},
	};
}
