import { isSecretName } from "@quarterdeck/contract";

/** Keys that name a secret kept elsewhere, or hold such names. */
const references =
	/^(secrets?|secretRefs?|\w*SecretRef|secretKeyRef|\w*SecretName|secretName|existingSecret\w*|imagePullSecrets?|pullSecrets?|secretObjects|secretStore\w*|serviceAccountToken|automountServiceAccountToken|tokenRequests?|\w*TokenPath|secretTypes?)$/;
/** Keys of a Secret's data whose names do not say so. */
const dataKeys =
	/^(stringData|\.dockerconfigjson|\.dockercfg|tls\.key|id_(rsa|ed25519|ecdsa))$/;

/** Whether what such a key holds is secret, all of it. @param isText whether it holds one text, and not more keys. */
export function isSecretKey(key: string, isText: boolean): boolean {
	if (dataKeys.test(key)) return true;
	if (references.test(key)) return isText && key === "secret";
	return isSecretName(key);
}

/** Keys whose text is the name of what stands beside them. */
export const namingKeys: readonly string[] = ["name", "key", "header"];
/** Keys whose value is named by the one beside it. */
export const namedKeys: readonly string[] = ["value", "values", "default"];

/** Whether a JSON pointer leads to a secret: by its last key, into a Secret's data, or to the value of a variable by its number. */
export function isSecretPointer(
	pointer: string,
	isSecretObject: boolean,
): boolean {
	const keys = pointer
		.slice(0, 1024)
		.split("/")
		.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
	const last = keys.findLast((key) => !/^(\d+|-)$/.test(key)) ?? "";
	return (
		keys.includes("stringData") ||
		(isSecretObject && keys[1] === "data") ||
		/\/env\/\d+\/value$/.test(pointer) ||
		isSecretKey(last, true)
	);
}
