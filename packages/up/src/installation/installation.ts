import { join } from "node:path";

/** The folders and files of one `qd up`. All of it is this user's alone (0700). */
export interface Installation {
	readonly dir: string;
	readonly lock: string;
	readonly ports: string;
	readonly bus: string;
	/** Of this run only: emptied at each start. */
	readonly run: string;
	readonly database: string;
	readonly objects: string;
	/** Plugins of this installation's agents: REPOSITORY/executor_VERSION_NAME. */
	readonly plugins: string;
	readonly bootstrap: string;
	readonly masterKey: string;
	cluster(name: string): {
		readonly data: string;
		readonly kubeconfig: string;
		readonly agentKubeconfig: string;
		readonly agent: string;
		readonly ceiling: string;
	};
	log(name: string): string;
}

export function installationIn(dir: string): Installation {
	return {
		dir,
		lock: join(dir, "lock"),
		ports: join(dir, "ports.json"),
		bus: join(dir, "bus"),
		run: join(dir, "run"),
		database: join(dir, "database"),
		objects: join(dir, "objects"),
		plugins: join(dir, "plugins"),
		bootstrap: join(dir, "bootstrap.json"),
		masterKey: join(dir, "master.key"),
		cluster: (name) => ({
			data: join(dir, "clusters", name, "cluster.json"),
			kubeconfig: join(dir, "clusters", name, "kubeconfig"),
			agentKubeconfig: join(dir, "clusters", name, "agent-kubeconfig"),
			agent: join(dir, "clusters", name, "agent"),
			ceiling: join(dir, "clusters", name, "ceiling.yaml"),
		}),
		log: (name) => join(dir, "logs", `${name}.log`),
	};
}
