import { createHash } from "node:crypto";
import { builtInKinds } from "../built-in-types/built-in-types.ts";
import type { CustomKind } from "./custom-kind.ts";
import { type Gathered, gatherKinds } from "./gather-kinds.ts";

const builtInTexts = new Map<string, string>();

/** `api/v1` or `apis/apps/v1`: how OpenAPI names a group version. */
export function openApiPath(apiVersion: string): string {
	return apiVersion.includes("/") ? `apis/${apiVersion}` : `api/${apiVersion}`;
}

/**
 * The body of `/openapi/v3`: where each group version's document is. The hash in an address changes when the
 * document does, so that clients may keep what they read.
 */
export function openApiIndex(custom: Iterable<CustomKind> = []): {
	paths: Record<string, { serverRelativeURL: string }>;
} {
	const all = [...custom];
	const versions = new Set([
		...builtInKinds().map(({ apiVersion }) => openApiPath(apiVersion)),
		...all.map(({ group, version }) => openApiPath(`${group}/${version}`)),
	]);
	return {
		paths: Object.fromEntries(
			[...versions].sort().map((path) => {
				const hash = createHash("sha512")
					.update(openApiDocument(path, all) ?? "")
					.digest("hex")
					.toUpperCase();
				return [
					path,
					{ serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` },
				];
			}),
		),
	};
}

/** The JSON text of `/openapi/v3/<path>`, or undefined when there is no such group version. */
export function openApiDocument(
	path: string,
	custom: Iterable<CustomKind> = [],
): string | undefined {
	const customKinds = [...custom].filter(
		({ group, version }) => openApiPath(`${group}/${version}`) === path,
	);
	if (customKinds.length === 0) return builtInDocument(path);
	return documentText(gatherKinds([], customKinds));
}

function builtInDocument(path: string): string | undefined {
	const known = builtInTexts.get(path);
	if (known !== undefined) return known;
	const kinds = builtInKinds().filter(
		({ apiVersion }) => openApiPath(apiVersion) === path,
	);
	if (kinds.length === 0) return undefined;
	const text = documentText(gatherKinds(kinds, []));
	builtInTexts.set(path, text);
	return text;
}

function documentText({ paths, schemas }: Gathered): string {
	return JSON.stringify({
		openapi: "3.0.0",
		info: { title: "Kubernetes", version: "v1.32.13" },
		paths,
		components: { schemas },
	});
}
