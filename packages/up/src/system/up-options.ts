/** What a person may say to `qd up`. */
export interface UpOptions {
	readonly demo?: boolean;
	readonly ephemeral?: boolean;
	readonly port?: number;
	readonly natsPort?: number;
	readonly natsUrl?: string;
	readonly natsKeys?: string;
	readonly natsCa?: string;
	readonly natsInsecure?: boolean;
	readonly kubeconfig?: string;
	readonly context?: string;
	readonly pluginDir?: string;
	readonly email: string;
	readonly pods: number;
	/** Restarts what runs sources that changed; of `qd dev`. */
	readonly reload?: boolean;
}
