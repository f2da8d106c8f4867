import { isSecretName } from "@quarterdeck/contract";

/** How the value of a flag, or a word at a secret's place, is hidden. */
export type HidingRule =
	/** All of it. */
	| "whole"
	/** `name:password`. */
	| "pair"
	/** `name%password`. */
	| "percent-pair"
	/** `name,password`. */
	| "comma-pair"
	/** `name=value`, whatever the name; all of it without one. */
	| "literal"
	/** As `literal`, but words without `=` stand: they are flags' values, files, and `-`. */
	| "assigned"
	/** `Name: value`. */
	| "header"
	/** `pass:password`, as OpenSSL takes it. */
	| "source"
	/** `a.b=x,c.d=y`. */
	| "sets"
	/** A command line of its own. */
	| "script"
	/** All of it when the word before is the name of a secret. */
	| "named"
	/** Cookies, unless it is the name of a file. */
	| "cookies"
	/** `>password` and `#hash`, as Redis takes it. */
	| "marked"
	/** A document, or another text with secrets among others. */
	| "document"
	/** Nothing: a file, a format, a number. */
	| "open";

/** Flags that say the same to every program. */
const everywhere: readonly (readonly [RegExp, HidingRule])[] = [
	[/^--?from-literal$/, "literal"],
	[/^--?from-(env-)?file$/, "open"],
	[/^--?set(-string|-literal)?$/, "sets"],
	[/^--?set-json$/, "document"],
	[/^--?(storepass|keypass|srcstorepass|deststorepass)$/, "whole"],
];
/** More than what `isSecretName` takes, for a flag says `key` and means one. */
const secretFlags =
	/token|passw|passphrase|secret|credential|bearer|(^|[-_])(creds|keys?|pass|pwd|pw)$/i;
/** Of that look, but no secrets: how a thing is named, or where it lies. */
const openFlags =
	/^--?(sort-by|public-key|host-key|secret-name|(image-)?pull-secrets?|token-ttl|(max|num|min)-.*|.*-(file|path|dir|name|ttl|duration|stdin|type|id|count|policies))$/i;
/** Such a flag is a switch: the word behind it is another one. */
const switches =
	/^--?(no|show|with|without|ignore|skip|list|all|allow|enable|disable|use|require|decode|print|get)-/i;

/** How the value of a flag is hidden, by its name alone; undefined when it need not be. @param flag with its dashes. */
export function ruleOfFlag(flag: string): HidingRule | undefined {
	const known = everywhere.find(([pattern]) => pattern.test(flag));
	if (known) return known[1];
	// A property of Java: `-Djavax.net.ssl.trustStorePassword`.
	if (/^-D[\w.-]{1,126}$/.test(flag))
		return isSecretName(flag.slice(2)) ? "whole" : undefined;
	if (!/^--?[\w-]{1,128}$/.test(flag) || openFlags.test(flag)) return undefined;
	const name = flag.replace(/^-+/, "");
	// One letter is a program's own, and a single dash with several may be a bundle of them.
	return name.length > 1 && (secretFlags.test(name) || isSecretName(name))
		? "whole"
		: undefined;
}

/** Whether a flag that looks like a secret's takes no value of its own. */
export function isSwitch(flag: string): boolean {
	return switches.test(flag);
}
