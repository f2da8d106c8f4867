import { isSecretName } from "@quarterdeck/contract";
import type { FlowDocument } from "./read-flow.ts";
import {
	isSecretKey,
	isSecretPointer,
	namedKeys,
	namingKeys,
} from "./secret-keys.ts";

/** Which leaves of a document are secret: by a key above them, by the name beside them, or by the pointer of a patch. */
export function findSecretLeaves(
	{ leaves, containers }: FlowDocument,
	isAboutSecret: boolean,
): ReadonlySet<number> {
	const isSecretObject =
		isAboutSecret ||
		leaves.some(({ key, text }) => key === "kind" && text === "Secret");
	const isNamed = new Set<number>();
	for (const { key, text, inside } of leaves) {
		const isSecretPath =
			key === "path" && isSecretPointer(text, isSecretObject);
		if (isSecretPath || (namingKeys.includes(key) && isSecretName(text)))
			isNamed.add(inside);
	}
	const byPlace = (key: string, inside: number, isText: boolean) =>
		isSecretKey(key, isText) ||
		(isSecretObject && key === "data") ||
		(namedKeys.includes(key) && isNamed.has(inside));
	const secret: boolean[] = [];
	for (const { key, inside } of containers)
		secret.push(secret[inside] === true || byPlace(key, inside, false));
	return new Set(
		leaves.flatMap(({ key, inside }, i) =>
			secret[inside] === true || byPlace(key, inside, true) ? [i] : [],
		),
	);
}
