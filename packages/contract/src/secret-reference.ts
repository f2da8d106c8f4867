/** A secret that is written down elsewhere. */
export type SecretReference =
	/** A variable of the process that uses it. */
	| { readonly kind: "env"; readonly name: string }
	/** A file below the folder that this process' operator chose. */
	| { readonly kind: "file"; readonly path: string }
	/** One key of a Kubernetes Secret; without a namespace that of the agent. */
	| {
			readonly kind: "kubernetes";
			readonly namespace?: string;
			readonly name: string;
			readonly key: string;
	  };

/** The one key of a map that stands for a secret: `{$secret: env:GITHUB_TOKEN}`. A map, so that no text is ever taken for a reference. */
export const secretReferenceKey = "$secret";

const objectName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const howToWrite =
	"write env:NAME, file:PATH, kubernetes:NAME/KEY or kubernetes:NAMESPACE/NAME/KEY";

/** Whether a value is meant as a reference, well written or not. */
export function isSecretReference(
	value: unknown,
): value is Readonly<Record<string, unknown>> {
	return (
		typeof value === "object" &&
		value !== null &&
		!Array.isArray(value) &&
		Object.hasOwn(value, secretReferenceKey)
	);
}

/** The reference that a map with the key `$secret` holds, or what is wrong with it, as a clause. */
export function readSecretReference(
	value: Readonly<Record<string, unknown>>,
): SecretReference | { readonly problem: string } {
	if (Object.keys(value).length > 1)
		return { problem: `nothing else may stand beside ${secretReferenceKey}` };
	const text = value[secretReferenceKey];
	if (typeof text !== "string") return { problem: howToWrite };
	const [scheme = "", ...more] = text.split(":");
	const rest = more.join(":");
	if (scheme === "env")
		return /^[A-Za-z_][A-Za-z0-9_]{0,254}$/.test(rest)
			? { kind: "env", name: rest }
			: {
					problem: "env: takes the name of a variable, as in env:GITHUB_TOKEN",
				};
	if (scheme === "file")
		return isPathBelow(rest)
			? { kind: "file", path: rest }
			: {
					problem:
						"file: takes a path below the folder of secrets, as in file:github/token, without .. and not from /",
				};
	if (scheme === "kubernetes") return readObject(rest.split("/"));
	return { problem: howToWrite };
}

/** As people write it, without what it stands for. */
export function formatSecretReference(reference: SecretReference): string {
	if (reference.kind === "env") return `env:${reference.name}`;
	if (reference.kind === "file") return `file:${reference.path}`;
	const { namespace, name, key } = reference;
	return `kubernetes:${namespace === undefined ? "" : `${namespace}/`}${name}/${key}`;
}

function isPathBelow(path: string): boolean {
	return (
		path.length <= 1024 &&
		!/[\p{Cc}\\]/u.test(path) &&
		path.split("/").every((part) => !["", ".", ".."].includes(part))
	);
}

function readObject(
	parts: readonly string[],
): SecretReference | { readonly problem: string } {
	const [name = "", key = ""] = parts.slice(-2);
	const [namespace] = parts.length === 3 ? parts : [];
	const isGood =
		(parts.length === 2 || parts.length === 3) &&
		objectName.test(name) &&
		/^[A-Za-z0-9._-]{1,253}$/.test(key) &&
		(namespace === undefined || objectName.test(namespace));
	if (!isGood)
		return {
			problem:
				"kubernetes: takes a Secret and its key, as in kubernetes:github/token, or with the namespace before them",
		};
	return {
		kind: "kubernetes",
		name,
		key,
		...(namespace === undefined ? {} : { namespace }),
	};
}
