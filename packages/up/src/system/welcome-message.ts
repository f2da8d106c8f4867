import { homedir } from "node:os";
import { join } from "node:path";
import type { RunningSystem } from "./start-system.ts";
import type { UpOptions } from "./up-options.ts";

/** What a person reads when all is up: where it is, how to get in, what to try. */
export function welcomeMessage(
	system: RunningSystem,
	options: UpOptions,
	facts: { readonly tookMs: number; readonly dir: string },
): string {
	const [first] = system.clusters;
	const names = system.clusters.map(({ name }) => name).join(",");
	const signIn = system.signInUrl
		? `${system.signInUrl}   (works once)`
		: "for a new sign-in link, start again";
	return `
Quarterdeck is up (${(facts.tookMs / 1000).toFixed(1)} s).

  Address   ${system.url}
  Sign in   ${signIn}
  Bus       ${system.bus.url}${system.bus.isInsecure ? " (insecure: it cannot prove itself)" : ""}
  State     ${facts.dir}${options.ephemeral ? "   (deleted at the end)" : ""}
  Ceilings  ${join(facts.dir, "clusters")}/NAME/ceiling.yaml   (the users and groups that commands may run as)
${options.demo ? "" : ownClusterNotes(system)}
Try these in another terminal:

  ./qd run --cluster ${names} -- kubectl get pods -n ${options.demo ? "shop" : "kube-system"}
  ./qd run --cluster ${first?.name ?? "NAME"} --channel ops -- kubectl auth whoami
  ./qd audit list
${options.reload ? reloadNote : ""}
Ctrl-C stops everything.
`;
}

const reloadNote = `
A process restarts when its sources change. The web UI is built again; reload the page then.
`;

const usualKubeconfig = join(homedir(), ".kube", "config");

/** Somebody's own cluster is not changed unasked: who may do what there is theirs to say, and to say first. */
function ownClusterNotes({ clusters: [cluster] }: RunningSystem): string {
	if (!cluster) return "";
	const kubectl = [
		"kubectl",
		...(cluster.kubeconfig === usualKubeconfig
			? []
			: ["--kubeconfig", quoted(cluster.kubeconfig)]),
		...(cluster.context ? ["--context", quoted(cluster.context)] : []),
	].join(" ");
	return `
Nothing in your cluster was changed. The agent of ${cluster.name} uses your kubeconfig
  ${cluster.kubeconfig} (context ${cluster.context ?? "current"})
only to run commands as the person who asks, with the rights your cluster gives that person.
Nobody has any rights yet. Review this manifest, then apply it:

  ./qd cluster manifest
  ./qd cluster manifest | ${kubectl} apply -f -
`;
}

function quoted(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word)
		? word
		: `'${word.replaceAll("'", "'\\''")}'`;
}
