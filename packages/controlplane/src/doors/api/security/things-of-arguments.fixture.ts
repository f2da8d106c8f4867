/** Things of an organisation that an argument may name. */
export const thingKinds = [
	"auditRecord",
	"apiToken",
	"channel",
	"cluster",
	"command",
	"cursor",
	"email",
	"invitation",
	"job",
	"machineToken",
	"organisation",
	"person",
	"session",
	"silence",
] as const;
export type ThingKind = (typeof thingKinds)[number];

/** An argument that names nothing that is there: a new name, a text, a number; with a value that is taken. */
interface Plain {
	readonly plain: unknown;
}

const plain = (value?: unknown): Plain => ({ plain: value });
const page = { after: "cursor", first: plain() } as const;

const week = {
	since: plain("2026-01-01T00:00:00Z"),
	until: plain("2026-01-08T00:00:00Z"),
} as const;

type Arguments = Readonly<Record<string, ThingKind | Plain>>;

/**
 * What every argument of every operation names. An argument that is missing here fails the suite: who adds one says what it
 * names, and the suite asks with the things of another organisation. Secrets (codes) name what nobody can guess.
 */
export const thingsOfArguments: Readonly<Record<string, Arguments>> = {
	"Query.apiTokens": page,
	"Query.auditRecord": { id: "auditRecord", seq: plain() },
	"Query.auditRecords": { ...page, filter: plain(), order: plain() },
	"Query.cluster": { name: "cluster" },
	"Query.clusters": {
		...page,
		order: plain(),
		search: "cluster",
		selector: plain(),
		states: plain(),
	},
	"Query.command": { id: "command" },
	"Query.commandFigures": { ...week, stretches: plain(7) },
	"Query.commands": { ...page, filter: plain() },
	"Query.complete": {
		channel: "channel",
		cursor: plain(0),
		platform: plain(),
		text: plain("kubectl"),
	},
	"Query.configuration": { version: plain() },
	"Query.configurationProposals": page,
	"Query.configurations": page,
	"Query.deadJobs": page,
	"Query.endingCredentials": { before: plain("2026-01-08T00:00:00Z") },
	"Query.endingMachineTokens": { before: plain("2026-01-08T00:00:00Z") },
	"Query.invitations": page,
	"Query.joinToken": { cluster: "cluster" },
	"Query.machineTokens": { ...page, cluster: "cluster" },
	"Query.noticeHistogram": {
		...week,
		filter: plain({}),
		stretches: plain(7),
	},
	"Query.noticePosts": { ...page, channel: "channel", platform: plain() },
	"Query.notices": { ...page, filter: plain({}) },
	"Query.people": { ...page, order: plain(), search: "email" },
	"Query.sessions": page,
	"Query.pluginClusters": {
		...page,
		key: plain("a/b"),
		kind: plain("EXECUTOR"),
	},
	"Query.plugins": {
		...page,
		cluster: "cluster",
		health: plain(),
		key: plain(),
	},
	"Query.silences": page,
	"Query.slowestRuns": week,
	"Query.timeline": { ...page, channel: "channel", platform: plain() },

	"Mutation.acceptInvitation": { code: plain("qdi_no") },
	"Mutation.addCluster": {
		again: plain(),
		labels: plain(),
		name: plain("added"),
	},
	"Mutation.addPerson": {
		displayName: plain(),
		email: plain("carl@example.com"),
		groups: plain(),
	},
	"Mutation.applyConfiguration": {
		base: plain(),
		file: plain(),
		note: plain(),
		yaml: plain("no: yes"),
	},
	"Mutation.approveConfiguration": { number: plain(1) },
	"Mutation.approveInvitation": { id: "invitation" },
	"Mutation.cancelCommand": { id: "command" },
	"Mutation.createApiToken": {
		expiresInDays: plain(),
		label: plain("x"),
		scopes: plain(["PEOPLE"]),
	},
	"Mutation.createMachineToken": {
		cluster: "cluster",
		expiresInDays: plain(),
		label: plain("x"),
	},
	"Mutation.createOrganisation": { name: plain("Gamma") },
	"Mutation.createSilence": {
		endsAt: plain("2026-01-08T00:00:00Z"),
		matcher: plain({ cluster: "x" }),
		reason: plain("x"),
	},
	"Mutation.endApiToken": { id: "apiToken" },
	"Mutation.endJoinToken": { cluster: "cluster" },
	"Mutation.endMachineToken": { id: "machineToken" },
	"Mutation.endSession": { id: "session" },
	"Mutation.endSilence": { id: "silence" },
	"Mutation.invitePerson": {
		displayName: plain(),
		email: plain("dora@example.com"),
		groups: plain(),
	},
	"Mutation.rejectConfiguration": { number: plain(1) },
	"Mutation.removeCluster": { name: "cluster" },
	"Mutation.removePerson": { email: "email" },
	"Mutation.renameOrganisation": { name: plain("Beta") },
	"Mutation.readPluginLogs": {
		cluster: "cluster",
		key: plain("a/b"),
		kind: plain("EXECUTOR"),
	},
	"Mutation.restartPlugin": {
		cluster: "cluster",
		key: plain("a/b"),
		kind: plain("EXECUTOR"),
	},
	"Mutation.retryJob": { id: "job" },
	"Mutation.revokeCredential": { cluster: "cluster" },
	"Mutation.rollBackConfiguration": {
		base: plain(),
		note: plain(),
		version: plain(99),
	},
	"Mutation.rotateCredential": { cluster: "cluster" },
	"Mutation.runCommand": { input: plain({ text: "kubectl get pods" }) },
	"Mutation.setPassword": { current: plain(), password: plain("x") },
	"Mutation.signIn": { code: plain("qdl_no") },
	"Mutation.transferOwnership": { person: "person" },
	"Mutation.updatePerson": {
		displayName: plain(),
		groups: plain(),
		id: "person",
	},
	"Mutation.checkConfiguration": {
		base: plain(),
		file: plain(),
		yaml: plain("no: yes"),
	},
	"Mutation.validateConfiguration": {
		base: plain(),
		file: plain(),
		yaml: plain("no: yes"),
	},
	"Mutation.acknowledgeLostAuditHead": { head: plain(), reason: plain() },
	"Mutation.verifyAudit": { sinceHead: plain() },
	"Mutation.withdrawInvitation": { id: "invitation" },

	"Subscription.auditEvents": { filter: plain() },
	"Subscription.channelEvents": { channel: "channel", platform: plain() },
	"Subscription.clusterEvents": { changesOnly: plain() },
	"Subscription.commandEvents": { after: plain(), id: "command" },
	"Subscription.noticeEvents": { filter: plain({}) },
	"Subscription.noticePostEvents": { channel: "channel", platform: plain() },

	AuditHeadInput: { hash: plain("0".repeat(64)), seq: plain(0) },
	AuditFilter: {
		cluster: "cluster",
		code: plain(),
		command: "command",
		outcome: plain(),
		person: "email",
		since: plain(),
		text: "cluster",
		until: plain(),
	},
	CommandFilter: {
		channel: "channel",
		cluster: "cluster",
		person: "email",
		platform: plain(),
		roots: plain(),
		since: plain(),
		state: plain(),
		text: "cluster",
		thread: "command",
		until: plain(),
	},
	NoticeFilter: {
		clusters: "cluster",
		groups: plain(),
		kinds: plain(),
		levels: plain(),
		namespaces: plain(),
		objects: plain(),
		since: plain(),
		text: "cluster",
		types: plain(),
		until: plain(),
	},
	SilenceMatcherInput: {
		cluster: plain("x"),
		group: plain(),
		kind: plain(),
		level: plain(),
		name: plain(),
		namespace: plain(),
		text: plain(),
	},
	LabelInput: { name: plain("a"), value: plain("b") },
	RunCommandInput: {
		allClusters: plain(),
		channel: "channel",
		clusters: "cluster",
		filter: plain(),
		id: "command",
		stdin: plain(),
		text: plain(),
		thread: "command",
		timeoutSeconds: plain(),
		words: plain(),
	},
};
