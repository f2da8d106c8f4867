import { readBoundedText } from "@quarterdeck/contract/read-bounded-file";
import { SettingsError } from "@quarterdeck/runtime";
import { parse } from "yaml";
import { z } from "zod";
import {
	type GroupsMissing,
	groupsMissingChoices,
	type ProviderSettings,
} from "./provider-settings.ts";

const defaultScopes = ["openid", "email", "profile"];

const providerSchema = z.strictObject({
	id: z
		.string()
		.regex(/^[a-z0-9][a-z0-9-]{0,30}$/, "use lower-case letters, digits and -"),
	name: z.string().min(1).max(64),
	issuer: z
		.url()
		.refine(
			isSafeIssuer,
			"use https: over http anybody on the way could sign in as anybody",
		),
	clientId: z.string().min(1).max(256),
	clientSecretFile: z.string().min(1),
	scopes: z.array(z.string().min(1)).default(defaultScopes),
	groupsClaim: z.string().min(1).max(256).optional(),
	groupsFilter: z.array(z.string().min(1).max(256)).max(100).default([]),
	groupsMissing: z.enum(groupsMissingChoices).default("keep"),
	trustEmail: z.boolean().default(false),
});
const fileSchema = z.array(providerSchema).max(20);

/** What the settings say of providers: one by itself, more in a file. */
interface OidcSettings {
	readonly issuer?: string | undefined;
	readonly clientId?: string | undefined;
	readonly clientSecretFile?: string | undefined;
	readonly name: string;
	readonly scopes: readonly string[];
	readonly groupsClaim?: string | undefined;
	readonly groupsFilter: readonly string[];
	readonly groupsMissing: GroupsMissing;
	readonly trustEmail: boolean;
	readonly file?: string | undefined;
}

/**
 * Every provider with its secret. @throws SettingsError with what is wrong: one that is half set must not be left out in
 * silence.
 */
export function readProviders(
	settings: OidcSettings,
	readSecretFile: (option: string, file: string) => string,
): readonly ProviderSettings[] {
	const found = [...fromSettings(settings), ...fromFile(settings.file)];
	const ids = found.map(({ id }) => id);
	const twice = ids.find((id, index) => ids.indexOf(id) !== index);
	if (twice !== undefined)
		throw new SettingsError([`oidc: there are two providers ${twice}`]);
	return found.map(({ clientSecretFile, ...provider }) => ({
		...provider,
		groupsClaim: provider.groupsClaim,
		scopes: withOpenid(provider.scopes),
		clientSecret: readSecretFile(
			`oidc ${provider.id} clientSecretFile`,
			clientSecretFile,
		).trim(),
	}));
}

type ReadProvider = z.output<typeof providerSchema>;

function fromSettings(settings: OidcSettings): readonly ReadProvider[] {
	const { file: _file, ...one } = settings;
	if (!one.issuer && !one.clientId && !one.clientSecretFile) return [];
	return [checked(providerSchema, { id: "oidc", ...one }, "oidc")];
}

function fromFile(file: string | undefined): readonly ReadProvider[] {
	if (file === undefined) return [];
	let value: unknown;
	try {
		value = parse(readBoundedText(file, { pipes: true }), {
			maxAliasCount: 10,
		});
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new SettingsError([`oidc.file: ${file}: ${reason}`]);
	}
	return checked(fileSchema, value, `oidc.file ${file}`);
}

function checked<S extends z.ZodType>(
	schema: S,
	value: unknown,
	where: string,
): z.output<S> {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	throw new SettingsError(
		result.error.issues.map(
			({ path, message }) => `${[where, ...path].join(".")}: ${message}`,
		),
	);
}

function withOpenid(scopes: readonly string[]): readonly string[] {
	return scopes.includes("openid") ? scopes : ["openid", ...scopes];
}

/** On loopback there is nobody on the way. */
function isSafeIssuer(issuer: string): boolean {
	const url = URL.parse(issuer);
	if (!url) return false;
	const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
	return url.protocol === "https:" || (url.protocol === "http:" && isLoopback);
}
