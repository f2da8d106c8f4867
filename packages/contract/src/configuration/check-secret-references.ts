import {
	isSecretReference,
	readSecretReference,
	secretReferenceKey,
} from "../secret-reference.ts";
import type { ConfigurationProblem } from "./configuration.ts";
import type { ConfigurationDocument, Path } from "./document.ts";

/**
 * A reference to a secret is well written, and stands where something resolves it: anywhere in a plugin's `config`, which agents do, and
 * in the credentials of platforms, which the control plane does. Names, bindings and rights stay readable for whoever reviews a change.
 */
export function checkSecretReferences(
	document: ConfigurationDocument,
): ConfigurationProblem[] {
	return referencesIn(document.data, []).flatMap(({ path, value }) => {
		const tell = (message: string) => [
			document.problem([...path, secretReferenceKey], message),
		];
		const reference = readSecretReference(value);
		if ("problem" in reference)
			return tell(
				`this reference to a secret cannot be read: ${reference.problem}`,
			);
		const resolver = resolverOf(path);
		if (resolver === undefined)
			return tell(
				"a reference to a secret cannot stand here: they are for a plugin's config and the credentials of platforms",
			);
		return resolver === "control plane" && reference.kind === "kubernetes"
			? tell(
					"the control plane resolves what stands under communications, and reads no Kubernetes Secrets: write env:NAME or file:PATH, and give it the Secret as a variable or a mounted file",
				)
			: [];
	});
}

/** Every reference below a value, with its place. */
export function referencesIn(
	value: unknown,
	path: Path,
): readonly {
	readonly path: Path;
	readonly value: Readonly<Record<string, unknown>>;
}[] {
	if (isSecretReference(value)) return [{ path, value }];
	if (Array.isArray(value))
		return value.flatMap((item, i) => referencesIn(item, [...path, i]));
	return typeof value === "object" && value !== null
		? Object.entries(value).flatMap(([key, member]) =>
				referencesIn(member, [...path, key]),
			)
		: [];
}

/** What proves the house to a platform, and addresses that open what they lead to. */
const credentialKeys: readonly unknown[] = [
	"appToken",
	"botToken",
	"integrationKey",
	"password",
	"server",
	"token",
	"url",
	"username",
];

function resolverOf(path: Path): "agent" | "control plane" | undefined {
	const [root, , , key] = path;
	if (root === "executors" || root === "sources")
		return key === "config" ? "agent" : undefined;
	return root === "communications" &&
		path.length === 4 &&
		credentialKeys.includes(key)
		? "control plane"
		: undefined;
}
