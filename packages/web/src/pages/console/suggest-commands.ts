import type { Channel } from "./documents.ts";

/** Three things to try in a channel where nothing was said, with what each does. */
export function suggestCommands(
	channel: Pick<Channel, "executors" | "clusters">,
	alive: readonly string[],
): readonly { readonly text: string; readonly does: string }[] {
	const [cluster = alive[0]] = channel.clusters;
	const at = cluster === undefined ? "" : ` --cluster ${cluster}`;
	const where = cluster === undefined ? "" : ` in ${cluster}`;
	const own = channel.executors.flatMap((executor) => {
		const known = firstCommands[executor];
		return known
			? [{ text: `${known.text}${at}`, does: `${known.does}${where}` }]
			: [{ text: `${executor} help`, does: `see what ${executor} can do` }];
	});
	return [
		...own.slice(0, 1),
		{ text: "list clusters", does: "see which clusters you can use" },
		{ text: "help", does: "see what you can run in this channel" },
		...own.slice(1),
		{ text: "list executors", does: "see which executors this channel has" },
	].slice(0, 3);
}

const firstCommands: Readonly<
	Record<string, { readonly text: string; readonly does: string }>
> = {
	kubectl: { text: "kubectl get pods -A", does: "list all pods" },
	helm: { text: "helm list -A", does: "list all releases" },
};
