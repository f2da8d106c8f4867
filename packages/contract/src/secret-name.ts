/** Keys whose values are secrets wherever they stand, without dashes, dots and capitals. */
const secretKey = new RegExp(
	[
		"secret",
		"(token|password|passwd|passphrase|credential|dsn|bearer|cookie|jwt|kubeconfig|connectionstring)s?$",
		"(api|access|account|auth|client|deploy|encryption|hmac|integration|license|master|private|routing|service|shared|sign|signing|ssh|ssl|tls|webhook)keys?$",
		"(privatekey|apikey|password|keydata$)",
		"(webhook|hook)(url|uri)s?$",
		"^(admin|db|ftp|ldap|mail|my|mysql|pg|redis|root|smtp|sql|ssh|user)(pass|pwd|pw)$",
		"^(authorization|basicauth|proxyauthorization)$",
	].join("|"),
);
/** Words that are too short to be looked for inside others. */
const secretWords = new Set(["pass", "passes", "pwd", "pw", "passcode", "pat"]);
/** Words before `key` that make it no secret: it names a thing, or may be known. */
const openKeys =
	/(public|host|primary|foreign|partition|sort|group|label|annotation|cache|object|field|index|row|s3|file|dedup|deduplication|grouping|map|config|configmap|data|json|yaml|any|enum|node|topology|order|unique|hot|short|record|event|issue|project|ticket|lookup|search)keys?$/;
/** `maxTokens` counts them. */
const counts =
	/^(max|min|num|number|count|total|limit)[a-z]*(tokens|keys|secrets|passwords)$/;

/** Whether what such a key names is a secret; also said of the `name` beside a `value`. */
export function isSecretName(key: string): boolean {
	const words = wordsOf(key);
	const joined = words.join("");
	if (counts.test(joined)) return false;
	const last = words.at(-1) ?? "";
	const isKeyOfSomething = words.length > 1 && /^keys?$/.test(last);
	return (
		secretKey.test(joined) ||
		secretWords.has(last) ||
		(isKeyOfSomething && !openKeys.test(joined))
	);
}

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
