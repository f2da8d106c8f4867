import {
	type AgentConfiguration,
	AppError,
	type Weakening,
	weakenings,
	weakeningsAsked,
} from "@quarterdeck/contract";
import { z } from "zod";
import { secretLimitsSchema } from "../configuration/index.ts";
import { type Identity, reasonToRefuseName } from "./identity.ts";

/** Names that installers of Kubernetes give all rights: whoever becomes one of them has the cluster. */
const administratorNames = [
	"kubernetes-admin",
	"kubernetes-super-admin",
	"kubeadm:cluster-admins",
	"kube-admin",
	"cluster-admin",
	"masterclient",
] as const;

/**
 * Which names this agent may ever lend, whatever the control plane says: it is read from the agent's own file, so a captured
 * control plane cannot pass it (docs/architecture/command.md#ceilings). `*` in a name stands for any run of characters.
 */
export const ceilingSchema = z.strictObject({
	users: z
		.array(z.string().min(1).max(512))
		.max(1000)
		.default(["*"])
		.describe("user names that may be impersonated; * matches any characters"),
	groups: z
		.array(z.string().min(1).max(512))
		.max(1000)
		.default(["*"])
		.describe("group names that may be impersonated; * matches any characters"),
	except: z
		.array(z.string().min(1).max(512))
		.max(1000)
		.default([...administratorNames])
		.describe(
			"user and group names that are never impersonated, whatever users and groups allow",
		),
	anonymous: z
		.boolean()
		.default(true)
		.describe("whether rbac: {} may run commands as the anonymous user"),
	direct: z
		.boolean()
		.default(false)
		.describe(
			"whether settings.credentials: direct may hand out the agent's own credential",
		),
	unsandboxed: z
		.boolean()
		.default(false)
		.describe("whether settings.sandbox: none may switch the sandbox off"),
	unverified: z
		.boolean()
		.default(false)
		.describe(
			"whether plugins.repositories.NAME.allowUnverified may bring plugins without a checksum",
		),
	network: z
		.array(z.string().min(1).max(256))
		.max(100)
		.default([])
		.describe(
			"plugins that may ask for network: all, by key; * stands for every plugin",
		),
	secrets: secretLimitsSchema
		.prefault({})
		.describe("which secrets a configuration may refer to ($secret)"),
});
export interface Ceiling extends z.output<typeof ceilingSchema> {
	/** The file it was read from; absent for the default one. */
	readonly file?: string;
}

/**
 * Used without a file: what the cluster's RBAC lets the agent impersonate is the limit, except `system:` names, which no ceiling can
 * allow, and the names of administrators. Neither the agent's own credential nor the sandbox is given up where nobody said so.
 */
export const defaultCeiling: Ceiling = ceilingSchema.parse({});

/** The weakenings that this agent allows a configuration to ask for. */
export function allowedWeakenings(ceiling: Ceiling): readonly Weakening[] {
	return weakenings.filter((one) => ceiling[one]);
}

/** @throws AppError SETTING_REFUSED when the settings ask for what the agent's own side does not allow. */
export function enforceSettings(
	{
		clusterName,
		settings,
	}: Pick<AgentConfiguration, "clusterName" | "settings">,
	ceiling: Ceiling,
): void {
	for (const { weakening, setting } of weakeningsAsked(settings))
		if (!ceiling[weakening])
			throw new AppError("SETTING_REFUSED", {
				cluster: clusterName,
				setting,
				allow: weakening,
				path: ceiling.file === undefined ? "" : `=${ceiling.file}`,
			});
}

/** @throws AppError IDENTITY_REFUSED when the identity is above the ceiling, with the line that would allow it. */
export function enforceCeiling(identity: Identity, ceiling: Ceiling): void {
	if (identity.kind === "anonymous") {
		if (!ceiling.anonymous)
			refuse(
				"the anonymous user",
				`this agent does not allow it. To allow it, ${howToAllow("anonymous: true", ceiling)}`,
			);
		return;
	}
	enforceName(identity.user, ceiling, "users");
	for (const group of identity.groups) enforceName(group, ceiling, "groups");
}

function enforceName(
	name: string,
	ceiling: Ceiling,
	list: "users" | "groups",
): void {
	const shown = JSON.stringify(name.slice(0, 128));
	const reason = reasonToRefuseName(name);
	if (reason !== undefined) refuse(shown, reason);
	const { except } = ceiling;
	const isIn = (patterns: readonly string[]) =>
		patterns.some((pattern) => matchesGlob(pattern, name));
	if (isIn(except)) {
		const others = except.filter((pattern) => !matchesGlob(pattern, name));
		refuse(
			shown,
			`this agent excepts it, by its ceiling file or as the name of an administrator. To allow it, ${howToAllow(`except: ${JSON.stringify(others)}`, ceiling)}`,
		);
	}
	if (!isIn(ceiling[list]))
		refuse(
			shown,
			`this agent does not allow it. To allow it, ${howToAllow(`- ${shown}`, ceiling, ` under ${list}`)}`,
		);
}

/** What whoever runs the agent does, and only they can: the line, and the file it belongs into. */
function howToAllow(line: string, { file }: Ceiling, place = ""): string {
	return file === undefined
		? `write a ceiling file with the line \`${line}\`${place} on the agent's machine, set QD_CEILING to its path and restart the agent`
		: `write the line \`${line}\`${place} into ${file} on the agent's machine and restart the agent`;
}

function refuse(name: string, reason: string): never {
	throw new AppError("IDENTITY_REFUSED", { name, reason });
}

/** Takes time linear in the length of the name for each star, so that a name from outside cannot make matching slow. */
export function matchesGlob(pattern: string, name: string): boolean {
	const [first = "", ...rest] = pattern.split("*");
	if (rest.length === 0) return pattern === name;
	if (!name.startsWith(first)) return false;
	const last = rest.pop() ?? "";
	let at = first.length;
	for (const piece of rest) {
		const found = name.indexOf(piece, at);
		if (found < 0) return false;
		at = found + piece.length;
	}
	return name.length - last.length >= at && name.endsWith(last);
}
