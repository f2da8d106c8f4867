import {
	AppError,
	formatSecretReference,
	isSecretReference,
	readSecretReference,
	type SecretReference,
} from "@quarterdeck/contract";
import {
	describeError,
	type Environment,
	type FoundSecret,
	maxSecretBytes,
	readLocalSecret,
	secretTextOf,
} from "@quarterdeck/runtime";
import type { KnownSecrets } from "./known-secrets.ts";
import type { SecretLimits } from "./secret-limits.ts";
import { referableLabel, type SecretObjects } from "./secret-objects.ts";

/** A value of a configuration with its secrets in it. Never to be logged, stored or sent to the control plane. */
export interface ResolvedValue {
	readonly value: unknown;
	/** What was put in: to be hidden from whatever comes of it (see `createSecretHider`). */
	readonly secrets: readonly string[];
}

/** Puts the secrets into values of a configuration that refer to them. */
export interface SecretResolver {
	/**
	 * The value with each reference replaced by its secret, read now. Where nothing is referred to, the value itself. `where` is its
	 * place in the configuration, for people.
	 * @throws AppError SECRET_REFUSED, SECRET_UNREADABLE; the signal's reason.
	 */
	resolve(
		value: unknown,
		where: string,
		signal: AbortSignal,
	): Promise<ResolvedValue>;
}

/** References in one value; far above what people write, and each may ask the API server. */
const maxReferences = 64;

/** Resolves what `limits` allow, and nothing else. */
export function createSecretResolver(deps: {
	readonly limits: SecretLimits;
	/** The file that the limits stand in, for people; undefined when there is none. */
	readonly limitsFile: string | undefined;
	readonly environment: Environment;
	readonly objects: SecretObjects;
	/** Told of each secret before anybody gets it. */
	readonly known: Pick<KnownSecrets, "add">;
}): SecretResolver {
	return {
		async resolve(value, where, signal) {
			const found = referencesIn(value, where);
			if (found.length === 0) return { value, secrets: [] };
			const texts = new Map<object, string>();
			for (const [i, { node, at }] of found.entries()) {
				signal.throwIfAborted();
				const reference = readSecretReference(node);
				const shown =
					"problem" in reference ? "$secret" : formatSecretReference(reference);
				const secret: FoundSecret =
					i >= maxReferences
						? { refused: `a plugin may refer to ${maxReferences} secrets` }
						: "problem" in reference
							? { refused: reference.problem }
							: await readSecret(reference, deps, signal);
				texts.set(node, textOf(secret, { where: at, reference: shown }));
			}
			const secrets = [...new Set(texts.values())];
			deps.known.add(secrets);
			return { value: replaced(value, texts), secrets };
		},
	};
}

type ResolverDeps = Parameters<typeof createSecretResolver>[0];

function textOf(
	secret: FoundSecret,
	about: { readonly where: string; readonly reference: string },
): string {
	if ("text" in secret) return secret.text;
	const facts = { ...about, who: "this agent" };
	throw "refused" in secret
		? new AppError("SECRET_REFUSED", { ...facts, reason: secret.refused })
		: new AppError("SECRET_UNREADABLE", {
				...facts,
				reason: secret.unreadable,
			});
}

async function readSecret(
	reference: SecretReference,
	deps: ResolverDeps,
	signal: AbortSignal,
): Promise<FoundSecret> {
	const { limits, environment } = deps;
	const secret =
		reference.kind === "kubernetes"
			? await readObject(reference, deps, signal)
			: readLocalSecret(reference, limits, environment);
	return "refused" in secret
		? { refused: `${secret.refused}. ${howToAllow(reference, deps)}` }
		: secret;
}

async function readObject(
	{ namespace, name, key }: Extract<SecretReference, { kind: "kubernetes" }>,
	{ limits, objects }: ResolverDeps,
	signal: AbortSignal,
): Promise<FoundSecret> {
	if (!limits.kubernetes)
		return { refused: "its operator allows no Kubernetes Secrets" };
	if (namespace !== undefined && namespace !== objects.namespace)
		return {
			refused: `only Secrets of the agent's own namespace, ${objects.namespace}, can be referred to`,
		};
	try {
		const object = await objects.read(name, signal);
		// Whether there is one without the label is nobody's to learn from here.
		if (object?.labels[referableLabel] !== "true")
			return {
				refused: `${objects.namespace} has no Secret ${name} with the label ${referableLabel}=true`,
			};
		const value = Object.hasOwn(object.data, key)
			? object.data[key]
			: undefined;
		return value === undefined
			? { unreadable: `the Secret has no key ${key}` }
			: decoded(value);
	} catch (error) {
		signal.throwIfAborted();
		return { unreadable: describeError(error) };
	}
}

function decoded(value: string): FoundSecret {
	const bytes = Buffer.from(value, "base64");
	if (bytes.length > maxSecretBytes)
		return { unreadable: `it has more than ${maxSecretBytes} bytes` };
	try {
		const text = secretTextOf(bytes);
		return text === "" ? { unreadable: "it is empty" } : { text };
	} catch {
		return { unreadable: "it is not UTF-8" };
	}
}

/** What whoever runs the agent does, and only they can. */
function howToAllow(
	reference: SecretReference,
	{ limitsFile }: ResolverDeps,
): string {
	const file =
		limitsFile === undefined
			? "a ceiling file (QD_CEILING)"
			: `the ceiling file ${limitsFile}`;
	const line =
		reference.kind === "env"
			? `env: [${reference.name}]`
			: reference.kind === "file"
				? "folder: FOLDER"
				: "kubernetes: true";
	const label =
		reference.kind === "kubernetes"
			? `, label the Secret (kubectl label secret ${reference.name} ${referableLabel}=true)`
			: "";
	return `To allow it, write \`secrets: {${line}}\` into ${file} on the agent's machine${label} and restart the agent`;
}

interface FoundReference {
	readonly node: Readonly<Record<string, unknown>>;
	readonly at: string;
}

function referencesIn(value: unknown, at: string): FoundReference[] {
	if (isSecretReference(value)) return [{ node: value, at }];
	if (Array.isArray(value))
		return value.flatMap((item, i) => referencesIn(item, `${at}[${i}]`));
	return typeof value === "object" && value !== null
		? Object.entries(value).flatMap(([key, member]) =>
				referencesIn(member, `${at}.${key}`),
			)
		: [];
}

function replaced(value: unknown, texts: ReadonlyMap<object, string>): unknown {
	if (typeof value !== "object" || value === null) return value;
	const text = texts.get(value);
	if (text !== undefined) return text;
	return Array.isArray(value)
		? value.map((item) => replaced(item, texts))
		: Object.fromEntries(
				Object.entries(value).map(([key, member]) => [
					key,
					replaced(member, texts),
				]),
			);
}
