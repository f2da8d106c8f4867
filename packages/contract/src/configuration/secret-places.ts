import { isSecretName } from "../secret-name.ts";

/** Keys of that look that are none: ours say how credentials are lent, and where a file lies. */
const notSecret = new Set(["settings.credentials", "settings.kubeconfig"]);
/** Secrets by their place: a webhook's address opens it, and headers carry keys. */
const secretPlaces = [
	/^communications\.[^.]+\.webhook\.url$/,
	/^communications\.[^.]+\.elasticsearch\.username$/,
	/^plugins\.repositories\.[^.]+\.headers\./,
];

/** Whether a secret stands at a place: the keys above it, lists not counted. */
export function isSecretPlace(path: readonly string[]): boolean {
	const whole = path.join(".");
	return (
		!notSecret.has(whole) &&
		(path.some(isSecretName) || secretPlaces.some((place) => place.test(whole)))
	);
}

/** Keys whose text is the name of what stands beside them under `value`. */
export const namingKeys: readonly string[] = ["name", "key", "header"];
/** Keys whose value is named by the one beside it. */
export const namedKeys: readonly string[] = ["value", "values", "default"];
