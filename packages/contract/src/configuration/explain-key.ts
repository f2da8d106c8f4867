import { chartKeys } from "./chart-values.ts";
import type { Path } from "./document.ts";

/** Why a key that people write for a reason is not known at this place; undefined when there is nothing better to say. */
export function explainKey(parent: Path, key: string): string | undefined {
	const end = `${String(parent.at(-1) ?? "")}.${key}`;
	if (Object.hasOwn(misplaced, end)) return misplaced[end];
	return parent.length === 0 && chartKeys.includes(key)
		? `"${key}" belongs to Botkube's Helm chart and is no part of the configuration: remove it here`
		: undefined;
}

const misplaced: Readonly<Record<string, string>> = {
	"context.defaultNamespace":
		'"defaultNamespace" does not belong under context: it is a setting of the plugin, so write it as config.defaultNamespace',
	"incomingWebhook.targetPort":
		'"targetPort" belongs to the Service of Botkube\'s Helm chart and is no part of the configuration: remove it here',
};
