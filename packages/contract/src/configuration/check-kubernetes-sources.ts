import type { ConfigurationProblem } from "./configuration.ts";
import type { ConfigurationDocument } from "./document.ts";
import {
	kubernetesSourceKey,
	readKubernetesSource,
} from "./kubernetes-source.ts";
import type { RawConfiguration } from "./raw-configuration.ts";

/** What is wrong inside the `config` of each `botkube/kubernetes` source (docs/guide/sources-kubernetes.md#keys). */
export function checkKubernetesSources(
	document: ConfigurationDocument,
	view: RawConfiguration,
): ConfigurationProblem[] {
	return view.sources
		.flatMap(({ plugins }) => plugins)
		.filter(
			({ parsed }) =>
				!("problem" in parsed) &&
				`${parsed.repository}/${parsed.name}` === kubernetesSourceKey,
		)
		.flatMap((plugin) =>
			readKubernetesSource(plugin.config).problems.map(
				({ path, message, ...more }) =>
					document.problem([...plugin.path, "config", ...path], message, more),
			),
		);
}
