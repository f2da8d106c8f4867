/** What trying a kind of sandbox from inside has shown. */
export interface SandboxProof {
	/** Why the kind is not used; undefined when a program inside it runs and can read none of the secrets. */
	readonly problem: string | undefined;
	/** What a plugin can do in it although it should not; undefined when nothing was found. */
	readonly gap: string | undefined;
	/** The network it runs in, as the kernel calls it; undefined when it did not say. */
	readonly network: string | undefined;
}

const ended = "proved";
const nests = "makes user namespaces";
const network = "network ";

/** Run inside a cell with the paths of secrets: says what it can read and make there, a line for each thing, and that it came to its end. */
export const proofScript = `for secret in "$@"; do if [ -r "$secret" ]; then echo "$secret"; fi; done
if unshare --user true 2> /dev/null; then echo "${nests}"; fi
echo "${network}$(readlink /proc/self/ns/net)"
echo ${ended}`;

/** Reads what `proofScript` said. */
export function readProof(found: {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}): SandboxProof {
	const lines = found.stdout.trim().split("\n");
	if (found.code !== 0 || lines.pop() !== ended)
		return failedProof(found.stderr || "no program could be started in it");
	const gap = lines.includes(nests)
		? "it can make user namespaces, and in them file systems in memory that nothing bounds: install a newer util-linux (unshare --map-user), or forbid them, in a pod by the seccomp profile RuntimeDefault"
		: undefined;
	const place = lines.find((line) => line.startsWith(network));
	const secrets = lines.filter((line) => line !== nests && line !== place);
	if (secrets.length === 0)
		return { problem: undefined, gap, network: place?.slice(network.length) };
	return failedProof(
		`${secrets.join(", ")} can be read from inside. Remove the read permission for other users`,
	);
}

/** A kind that could not be tried, in the first line of what was said. */
export function failedProof(words: string): SandboxProof {
	return {
		problem: words.trim().split("\n")[0] ?? "",
		gap: undefined,
		network: undefined,
	};
}
