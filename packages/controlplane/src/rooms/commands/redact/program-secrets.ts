import type { HidingRule } from "./secret-flags.ts";

/** Where a program takes secrets that nothing else gives away: each by its documentation. */
export interface ProgramSecrets {
	/** By letter. */
	readonly short?: Readonly<Record<string, HidingRule>>;
	/** Letters whose value is only what stands in the same word. */
	readonly attached?: string;
	/** Other letters that take a value: they end a bundle. */
	readonly valued?: string;
	/** By name without dashes. */
	readonly long?: Readonly<Record<string, HidingRule>>;
	/** Letters that mean this only behind that word: `docker login -p`. */
	readonly shortAfter?: Readonly<Record<string, string>>;
	/** Words by their place. */
	readonly places?: readonly SecretPlace[];
	/** Whether a program of its own follows among the words. */
	readonly runsOthers?: boolean;
}

/** What follows `verbs` and `skip` more words. */
export interface SecretPlace {
	readonly verbs: readonly string[];
	readonly skip: number;
	readonly rule: HidingRule;
}

const place = (
	verbs: string,
	skip: number,
	rule: HidingRule = "whole",
): SecretPlace => ({ verbs: verbs.split(" ").filter(Boolean), skip, rule });

const kubectl: ProgramSecrets = {
	short: { p: "document", o: "open" },
	shortAfter: { p: "patch" },
	long: {
		key: "open",
		"client-key": "open",
		overrides: "document",
		patch: "document",
		output: "open",
		template: "open",
	},
	places: [place("config set", 1, "named")],
	runsOthers: true,
};
const shell: ProgramSecrets = { short: { c: "script" }, runsOthers: true };
const wrapper: ProgramSecrets = { runsOthers: true };
const mysql: ProgramSecrets = {
	attached: "p",
	valued: "uhPSDeV",
	places: [place("password", 0)],
	runsOthers: true,
};
const redis: ProgramSecrets = {
	short: { a: "whole" },
	valued: "hpunridtsxXD",
	long: { pass: "whole", a: "whole" },
	places: [
		place("auth", 0),
		place("acl setuser", 1, "marked"),
		place("config set", 1, "named"),
		place("hello", 3),
		place("set", 1, "named"),
	],
};
const vault: ProgramSecrets = {
	places: [
		place("login", 0, "literal"),
		place("kv put", 1, "assigned"),
		place("kv patch", 1, "assigned"),
		place("write", 1, "assigned"),
		place("unwrap", 0),
		place("operator unseal", 0),
		...["lookup", "renew", "revoke", "capabilities"].map((verb) =>
			place(`token ${verb}`, 0),
		),
	],
};
const mongo: ProgramSecrets = { short: { p: "whole" }, valued: "uhdc" };
const registry: ProgramSecrets = {
	short: { p: "whole" },
	shortAfter: { p: "login" },
	long: {
		creds: "pair",
		"src-creds": "pair",
		"dest-creds": "pair",
	},
	runsOthers: true,
};
const ldap: ProgramSecrets = {
	short: { w: "whole", s: "open" },
	valued: "DHhpbfyY",
};
const rabbit: ProgramSecrets = {
	places: ["add_user", "change_password", "authenticate_user"].map((verb) =>
		place(verb, 1),
	),
};
const zip: ProgramSecrets = { short: { P: "whole" } };
const seven: ProgramSecrets = { attached: "p" };
const mosquitto: ProgramSecrets = {
	short: { P: "whole" },
	valued: "hputmiqkVAf",
};
const snmp: ProgramSecrets = {
	short: { c: "whole", A: "whole", X: "whole" },
	valued: "vultraxnOm",
};
const account: ProgramSecrets = { short: { p: "whole" }, valued: "cdeGgsuk" };
/** Programs whose `-p` is a port, a path or a switch. */
const harmless: ProgramSecrets = { short: { p: "open" } };

const byName: Readonly<Record<string, ProgramSecrets>> = {
	curl: {
		short: {
			u: "pair",
			U: "pair",
			H: "header",
			d: "document",
			F: "document",
			b: "cookies",
			E: "pair",
		},
		valued: "oXAemTwxcCDKrtyYzPQ",
		long: {
			user: "pair",
			"proxy-user": "pair",
			header: "header",
			"proxy-header": "header",
			data: "document",
			"data-raw": "document",
			"data-binary": "document",
			"data-urlencode": "document",
			json: "document",
			form: "document",
			cookie: "cookies",
			cert: "pair",
			key: "open",
			"cookie-jar": "open",
			pass: "whole",
		},
	},
	wget: {
		short: { p: "open" },
		long: {
			header: "header",
			"post-data": "document",
			"body-data": "document",
			"private-key": "open",
		},
	},
	lftp: { short: { u: "comma-pair" }, valued: "pef" },
	http: { short: { a: "pair" }, long: { auth: "pair" } },
	psql: { short: { p: "open" }, valued: "UhdcfPvF" },
	sshpass: { short: { p: "whole" }, valued: "fd", runsOthers: true },
	sqlcmd: { short: { P: "whole" }, valued: "SUdQq" },
	"ssh-keygen": { short: { N: "whole", P: "whole" }, valued: "tfbCY" },
	smbclient: { short: { U: "percent-pair" } },
	ipmitool: { short: { P: "whole" }, valued: "HULI" },
	cqlsh: { short: { p: "whole" }, valued: "uek" },
	ldappasswd: {
		...ldap,
		short: { w: "whole", s: "whole", a: "whole" },
	},
	openssl: {
		short: { k: "whole", K: "whole" },
		long: {
			passin: "source",
			passout: "source",
			pass: "source",
			passwd: "open",
			k: "whole",
			K: "whole",
			key: "open",
			inkey: "open",
			hmac: "whole",
		},
		places: [place("passwd", 0)],
	},
	htpasswd: { places: [place("", 1)] },
	aws: {
		long: { value: "whole" },
		places: [place("configure set", 1, "named")],
	},
	az: {
		short: { p: "whole" },
		shortAfter: { p: "login" },
		long: { value: "whole" },
	},
	git: { places: [place("config", 1, "named")] },
	npm: { places: [place("config set", 1, "named")] },
	etcdctl: {
		long: { user: "pair" },
		places: [place("put", 1), place("user add", 0, "pair")],
	},
	consul: { places: [place("kv put", 1)] },
	mc: {
		places: [
			place("alias set", 2),
			place("config host add", 2),
			place("admin user add", 2),
		],
	},
	rclone: {
		places: [
			place("obscure", 0),
			place("config create", 2, "named"),
			place("config update", 1, "named"),
			place("config password", 1, "named"),
		],
	},
	"grafana-cli": { places: [place("admin reset-admin-password", 0)] },
	grafana: { places: [place("cli admin reset-admin-password", 0)] },
	gh: {
		short: { b: "whole" },
		shortAfter: { b: "secret" },
		long: { body: "whole" },
	},
	flyctl: { places: [place("secrets set", 0, "literal")] },
	...named(kubectl, "kubectl k kc oc"),
	...named(shell, "sh bash ash dash zsh ksh su runuser"),
	...named(
		wrapper,
		"env sudo doas timeout nice nohup exec xargs time command su-exec gosu tini chroot nsenter watch eval",
	),
	...named(
		mysql,
		"mysql mysqldump mysqladmin mysqlimport mysqlcheck mysqlshow mysqlslap mysqlsh mariadb mariadb-dump mariadb-admin mariadb-check",
	),
	...named(redis, "redis-cli valkey-cli keydb-cli"),
	...named(vault, "vault bao"),
	...named(
		mongo,
		"mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat",
	),
	...named(
		registry,
		"docker podman nerdctl buildah skopeo crane oras helm ctr",
	),
	...named(ldap, "ldapsearch ldapmodify ldapadd ldapdelete ldapwhoami"),
	...named(rabbit, "rabbitmqctl"),
	...named(zip, "zip unzip"),
	...named(seven, "7z 7za 7zr"),
	...named(mosquitto, "mosquitto_pub mosquitto_sub"),
	...named(snmp, "snmpget snmpwalk snmpset snmpbulkwalk"),
	...named(account, "useradd usermod"),
	// Their flags are words behind one dash.
	...named({}, "keytool jarsigner"),
	...named(
		harmless,
		"find mkdir cp ssh scp nc ncat tar rsync ps pg_dump pg_restore pg_isready createdb dropdb install touch ls nmap grep rg sed cat echo printf read make patch pgrep lsof netstat ss perl ruby node python python3 java top kill strace gdb cargo go",
	),
};

const known: ReadonlyMap<string, ProgramSecrets> = new Map(
	Object.entries(byName),
);
/** A program nobody knows may take a password as `-psecret`. */
const unknown: ProgramSecrets = { attached: "p" };
/** The same of one that stands first: a plugin, whose `-p` may be anything. */
const plugin: ProgramSecrets = { runsOthers: true };

function named(
	program: ProgramSecrets,
	names: string,
): Record<string, ProgramSecrets> {
	return Object.fromEntries(names.split(" ").map((name) => [name, program]));
}

/** What a program takes, by the word it is called with: also in a folder of programs, or behind `;` in a script. */
export function programOf(word: string): ProgramSecrets | undefined {
	const [, path = "", name = ""] =
		/(?:^|[;|&(`])((?:[\w.-]*\/){0,16})([\w.+-]{1,64})$/.exec(
			word.slice(-512),
		) ?? [];
	return path === "" || path.endsWith("bin/") ? known.get(name) : undefined;
}

/** What the program takes that a command begins with. @param isInside whether it runs in a container, where it may be any. */
export function firstProgramOf(
	word: string,
	isInside: boolean,
): ProgramSecrets {
	return programOf(word) ?? (isInside ? unknown : plugin);
}
