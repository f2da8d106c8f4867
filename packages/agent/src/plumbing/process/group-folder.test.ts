import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { findGroupFolder } from "./group-folder.ts";

/** A /proc and the hierarchies it names; `DIR` in them stands for the folder they are in. */
function shown(
	t: TestContext,
	{
		cgroup,
		mounts,
		files = {},
	}: { cgroup: string; mounts: string[]; files?: Record<string, string> },
) {
	const dir = tempDir(t);
	const all = {
		"proc/self/cgroup": cgroup,
		"proc/self/mountinfo": mounts.join("\n").replaceAll("DIR", dir),
		...files,
	};
	for (const [name, text] of Object.entries(all)) {
		mkdirSync(dirname(join(dir, name)), { recursive: true });
		writeFileSync(join(dir, name), text);
	}
	const find = (controller: "memory" | "pids") => {
		const found = findGroupFolder(controller, join(dir, "proc"));
		return "problem" in found
			? found.problem
			: `${found.version} ${found.path.slice(dir.length)}`;
	};
	return find;
}

const unified = "30 20 0:26 / DIR/sys rw - cgroup2 cgroup2 rw,nsdelegate";

test("the group is the process's own, of version 2 where that has the controller", (t) => {
	const find = shown(t, {
		cgroup: "0::/system.slice/agent.service\n",
		mounts: ["1 0 0:1 / / rw - ext4 /dev/vda rw", unified],
		files: {
			"sys/system.slice/agent.service/cgroup.controllers": "cpu memory pids\n",
		},
	});
	assert.equal(find("memory"), "2 /sys/system.slice/agent.service");
	assert.equal(find("pids"), "2 /sys/system.slice/agent.service");
});

test("an agent that moved into a group of its own makes cells beside it", (t) => {
	const find = shown(t, {
		cgroup: "0::/user/quarterdeck-agent\n",
		mounts: [unified],
		files: {
			"sys/user/cgroup.controllers": "memory\n",
			"sys/user/quarterdeck-agent/cgroup.procs": "1\n",
		},
	});
	assert.equal(find("memory"), "2 /sys/user");
	assert.match(find("pids"), /no controller pids/);
});

test("version 1 is used where version 2 has not the controller, from the part that a container is shown", (t) => {
	const find = shown(t, {
		cgroup: "4:memory:/docker/ab12\n8:pids:/docker/ab12/in\n0::/\n",
		mounts: [
			unified,
			"31 20 0:30 /docker/ab12 DIR/memory rw - cgroup cgroup rw,memory",
			"32 20 0:31 /docker/ab12 DIR/pids rw - cgroup cgroup rw,pids",
		],
		files: {
			"sys/cgroup.controllers": "hugetlb\n",
			"memory/tasks": "",
			"pids/in/tasks": "",
		},
	});
	assert.equal(find("memory"), "1 /memory");
	assert.equal(find("pids"), "1 /pids/in");
});

test("a group outside of what is shown, and a machine without groups, are told", (t) => {
	const outside = shown(t, {
		cgroup: "0::/../other\n",
		mounts: [unified],
		files: { "sys/cgroup.controllers": "memory\n" },
	});
	assert.match(outside("memory"), /is not shown here/);
	const none = shown(t, { cgroup: "", mounts: [] });
	assert.match(none("memory"), /no control groups/);
});
