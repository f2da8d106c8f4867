/** Keys whose values are secrets wherever they stand, without dashes, dots and capitals. */
const secretKey = new RegExp(
	[
		"secret",
		"(token|password|passwd|passphrase|credential|dsn|bearer|cookie|jwt|kubeconfig|connectionstring)s?$",
		"(api|access|account|auth|client|deploy|encryption|hmac|integration|license|master|private|routing|service|shared|sign|signing|ssh|ssl|tls|webhook)keys?$",
		"(privatekey|apikey|password)",
		"(webhook|hook)(url|uri)s?$",
		"^(authorization|basicauth|proxyauthorization)$",
	].join("|"),
);
/** Words that are too short to be looked for inside others. */
const secretWords = new Set(["pass", "passes", "pwd", "pw", "passcode", "pat"]);
/** `maxTokens` counts them. */
const counts =
	/^(max|min|num|number|count|total|limit)[a-z]*(tokens|keys|secrets|passwords)$/;
/** Keys of that look that are none: ours say how credentials are lent, and where a file lies. */
const notSecret = new Set(["settings.credentials", "settings.kubeconfig"]);
/** Secrets by their place: a webhook's address opens it, and headers carry keys. */
const secretPlaces = [
	/^communications\.[^.]+\.webhook\.url$/,
	/^communications\.[^.]+\.elasticsearch\.username$/,
	/^plugins\.repositories\.[^.]+\.headers\./,
];

/** Whether what such a key names is a secret; also said of the `name` beside a `value`. */
export function isSecretName(key: string): boolean {
	const words = wordsOf(key);
	const joined = words.join("");
	if (counts.test(joined)) return false;
	return secretKey.test(joined) || secretWords.has(words.at(-1) ?? "");
}

/** Whether a secret stands at a place: the keys above it, lists not counted. */
export function isSecretPlace(path: readonly string[]): boolean {
	const whole = path.join(".");
	return (
		!notSecret.has(whole) &&
		(path.some(isSecretName) || secretPlaces.some((place) => place.test(whole)))
	);
}

/** Keys whose text is the name of what stands beside them under `value`. */
export const namingKeys: readonly string[] = ["name", "key", "header"];
/** Keys whose value is named by the one beside it. */
export const namedKeys: readonly string[] = ["value", "values", "default"];

/** The longest key that is looked at: a longer one is nobody's name for anything. */
const longestName = 256;

function wordsOf(key: string): string[] {
	return key
		.slice(-longestName)
		.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
		.toLowerCase()
		.split(/[^a-z0-9]+/)
		.filter((word) => word !== "");
}
