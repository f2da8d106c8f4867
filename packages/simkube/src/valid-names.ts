/** The name rules of apimachinery's `validation` package, in its words. An empty list means valid. */

const dns1123Label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const dns1123Subdomain = `${dns1123Label}(\\.${dns1123Label})*`;
const dns1035Label = "[a-z]([-a-z0-9]*[a-z0-9])?";
const qualifiedName = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelValue = `(${qualifiedName})?`;
const configMapKey = "[-._a-zA-Z0-9]+";
const envVarName = "[-._a-zA-Z][-._a-zA-Z0-9]*";

interface Rule {
	readonly matches: RegExp;
	readonly refusal: string;
	readonly maxLength?: number;
}

function rule(
	message: string,
	pattern: string,
	examples: readonly string[],
	maxLength?: number,
): Rule {
	// The blank before "or" meets the one after the comma: the real text has both.
	const shown = examples.map((example) => `'${example}', `).join(" or ");
	return {
		matches: new RegExp(`^(?:${pattern})$`),
		refusal: `${message} (e.g. ${shown}regex used for validation is '${pattern}')`,
		...(maxLength === undefined ? {} : { maxLength }),
	};
}

const rules = {
	label: rule(
		"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
		dns1123Label,
		["my-name", "123-abc"],
		63,
	),
	subdomain: rule(
		"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
		dns1123Subdomain,
		["example.com"],
		253,
	),
	rfc1035: rule(
		"a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
		dns1035Label,
		["my-name", "abc-123"],
		63,
	),
	qualified: rule(
		"must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
		qualifiedName,
		["MyName", "my.name", "123-abc"],
		63,
	),
	labelValue: rule(
		"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
		labelValue,
		["MyValue", "my_value", "12345"],
		63,
	),
	configKey: rule(
		"a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
		configMapKey,
		["key.name", "KEY_NAME", "key-name"],
		253,
	),
	envVar: rule(
		"a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
		envVarName,
		["my.env-name", "MY_ENV.NAME", "MyEnvName1"],
	),
} satisfies Record<string, Rule>;

function check(text: string, { matches, refusal, maxLength }: Rule): string[] {
	const refusals: string[] = [];
	if (maxLength !== undefined && text.length > maxLength)
		refusals.push(`must be no more than ${maxLength} characters`);
	if (!matches.test(text)) refusals.push(refusal);
	return refusals;
}

/** Refusals of `text` as a lowercase RFC 1123 label. */
export function dns1123LabelRefusals(text: string): string[] {
	return check(text, rules.label);
}

/** Refusals of `text` as a lowercase RFC 1123 subdomain, which most object names are. */
export function dns1123SubdomainRefusals(text: string): string[] {
	return check(text, rules.subdomain);
}

/** Refusals of `text` as an RFC 1035 label, which a Service's name is. */
export function dns1035LabelRefusals(text: string): string[] {
	return check(text, rules.rfc1035);
}

/** Refusals of `text` as a label's value. */
export function labelValueRefusals(text: string): string[] {
	return check(text, rules.labelValue);
}

/** Refusals of `text` as a key in a ConfigMap or Secret. */
export function configKeyRefusals(text: string): string[] {
	const refusals = check(text, rules.configKey);
	if (text === "." || text === "..")
		return [...refusals, `must not be '${text}'`];
	return text.startsWith("..")
		? [...refusals, "must not start with '..'"]
		: refusals;
}

/** Refusals of `text` as the name of an environment variable. */
export function envVarNameRefusals(text: string): string[] {
	return check(text, rules.envVar);
}

/** Refusals of `text` as a path segment, which the names of roles and bindings are. */
export function pathSegmentRefusals(text: string): string[] {
	if (text === "." || text === "..") return [`may not be '${text}'`];
	return ["/", "%"]
		.filter((part) => text.includes(part))
		.map((part) => `may not contain '${part}'`);
}

/** Refusals of `text` as a qualified name, `[prefix/]name`: the keys of labels and annotations. */
export function qualifiedNameRefusals(text: string): string[] {
	const parts = text.split("/");
	if (parts.length > 2)
		return [
			`a qualified name ${rules.qualified.refusal} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
		];
	const refusals: string[] = [];
	const name = parts.at(-1) ?? "";
	if (parts.length === 2) {
		const prefix = parts[0] ?? "";
		const problems =
			prefix === "" ? ["must be non-empty"] : dns1123SubdomainRefusals(prefix);
		refusals.push(...problems.map((problem) => `prefix part ${problem}`));
	}
	if (name === "") refusals.push("name part must be non-empty");
	const problems = check(name, rules.qualified);
	refusals.push(...problems.map((problem) => `name part ${problem}`));
	return refusals;
}
