import { spawnSync } from "node:child_process";
import type { Finding } from "@quarterdeck/cli";

/** What a machine lets an agent do; each asked by trying it. */
export interface SandboxAbilities {
	readonly isRoot: boolean;
	/** Whether the command, made of programs of util-linux, ends well. */
	succeeds(command: readonly string[]): boolean;
}

/** This machine, for an agent that the same user starts. */
export const thisMachine: SandboxAbilities = {
	isRoot: process.getuid?.() === 0,
	succeeds: ([file = "", ...args]) =>
		spawnSync(file, args, { stdio: "ignore" }).status === 0,
};

const inUserNamespace = ["unshare", "--user", "--map-root-user"];
/** As an agent does it: a network of its own, whose loopback interface is switched on by its file. */
const inOwnNetwork = [
	...["unshare", "--mount", "--net", "--", "sh", "-c"],
	"mount -t sysfs sysfs /sys && echo 0x9 > /sys/class/net/lo/flags",
];

/** How plugins can be kept apart here, and what the machine does not allow. */
export function examineSandbox({
	isRoot,
	succeeds,
}: SandboxAbilities): Omit<Finding, "part"> {
	const user = isRoot ? [] : inUserNamespace;
	if (!isRoot && !succeeds([...user, "true"]))
		return {
			ok: false,
			seen: "neither root nor user namespaces",
			advice:
				"an agent on this machine cannot run plugins; start it as root or enable user namespaces",
		};
	const kind = isRoot
		? "running as root: each plugin gets its own user"
		: "user namespaces";
	if (succeeds([...user, ...(isRoot ? [] : ["--"]), ...inOwnNetwork]))
		return { ok: true, seen: `${kind}, and a network of its own` };
	return {
		ok: true,
		seen: `${kind}, and the network of the machine`,
		advice:
			"plugins reach every address that an agent on this machine reaches, whatever their network is set to; to separate them, allow network namespaces (for root: the capability SYS_ADMIN)",
	};
}
