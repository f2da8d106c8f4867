import type { Action } from "../../../rooms/permissions/index.ts";

/**
 * Who may ask for an operation at all; the use case behind it asks again.
 * anyone: strangers too. account: whoever is signed in, with or without an organisation. session: the same, but by a browser's
 * session and no token. member: whoever speaks in an organisation. An action: whoever may do that there; bySession: by a
 * browser's session and no token; whole: by a session, or a token with all scopes, for it hands out more than one scope is good for.
 */
export type Access =
	| "anyone"
	| "account"
	| "session"
	| "member"
	| {
			readonly action: Action;
			readonly bySession?: true;
			readonly whole?: true;
	  };

const may = (action: Action): Access => ({ action });

/**
 * Every operation with who may ask for it. One that is missing here stops the control plane from starting: nothing is open by
 * having been forgotten.
 */
export const operationAccess: Readonly<Record<string, Access>> = {
	"Query.apiTokens": may("token.manage"),
	"Query.auditHead": may("audit.read"),
	"Query.auditRecord": may("audit.read"),
	"Query.auditRecords": may("audit.read"),
	"Query.channels": may("configuration.read"),
	"Query.cluster": may("cluster.read"),
	"Query.clusters": may("cluster.read"),
	"Query.command": may("command.read"),
	"Query.commandFigures": may("command.read"),
	"Query.commands": may("command.read"),
	"Query.complete": may("configuration.read"),
	"Query.configuration": may("configuration.read"),
	"Query.configurationProposals": may("configuration.read"),
	"Query.configurationSchema": may("configuration.read"),
	"Query.configurations": may("configuration.read"),
	"Query.deadJobs": may("job.read"),
	"Query.endingCredentials": may("cluster.read"),
	"Query.endingMachineTokens": may("machine.manage"),
	"Query.fleetLabels": may("cluster.read"),
	"Query.fleetSummary": may("cluster.read"),
	"Query.identitiesLent": may("configuration.read"),
	"Query.fleetVersions": may("cluster.read"),
	"Query.invitations": may("person.read"),
	"Query.joinToken": may("cluster.read"),
	"Query.machineTokens": may("machine.manage"),
	"Query.lostAuditHeads": may("audit.read"),
	"Query.me": "member",
	"Query.noticeHistogram": may("notice.read"),
	"Query.noticePosts": may("notice.read"),
	"Query.notices": may("notice.read"),
	"Query.organisation": "member",
	"Query.people": may("person.read"),
	"Query.sessions": "session",
	"Query.pluginClusters": may("cluster.read"),
	"Query.plugins": may("cluster.read"),
	"Query.silences": may("notice.read"),
	"Query.slowestRuns": may("command.read"),
	"Query.status": "member",
	// The commands in it are asked for by command.read behind it.
	"Query.timeline": may("notice.read"),
	"Query.viewer": "account",

	"Mutation.acceptInvitation": "session",
	"Mutation.addCluster": may("cluster.add"),
	// Its link signs in as the person, who has all scopes and the groups that were given along.
	"Mutation.addPerson": { action: "person.add", whole: true },
	// A second person decides: the token of a pipeline, which the first may hold, is none.
	"Mutation.approveConfiguration": {
		action: "configuration.apply",
		whole: true,
	},
	"Mutation.approveInvitation": { action: "person.add", whole: true },
	"Mutation.rejectConfiguration": may("configuration.apply"),
	"Mutation.applyConfiguration": may("configuration.apply"),
	"Mutation.cancelCommand": may("command.cancel"),
	// A token that could make tokens would outlive its own end.
	"Mutation.createApiToken": { action: "token.manage", bySession: true },
	// It reads, and until its own end: more than the scope to configure is good for.
	"Mutation.createMachineToken": { action: "machine.manage", whole: true },
	"Mutation.createOrganisation": "session",
	"Mutation.createSilence": may("silence.manage"),
	"Mutation.endApiToken": may("token.manage"),
	"Mutation.endJoinToken": may("cluster.add"),
	"Mutation.endMachineToken": may("machine.manage"),
	"Mutation.endOtherSessions": "session",
	"Mutation.endSession": "session",
	"Mutation.endSilence": may("silence.manage"),
	"Mutation.invitePerson": { action: "person.add", whole: true },
	"Mutation.removeCluster": may("cluster.remove"),
	"Mutation.removePerson": may("person.remove"),
	"Mutation.renameOrganisation": may("organisation.update"),
	// A mutation, because each reading is recorded.
	"Mutation.readPluginLogs": may("cluster.read"),
	"Mutation.restartPlugin": may("plugin.restart"),
	"Mutation.retryJob": may("job.retry"),
	"Mutation.revokeCredential": may("cluster.revoke"),
	"Mutation.rollBackConfiguration": may("configuration.apply"),
	"Mutation.rotateCredential": may("cluster.rotate"),
	// Where it may be run is asked for each channel and cluster.
	"Mutation.runCommand": "member",
	"Mutation.setPassword": "session",
	"Mutation.signIn": "anyone",
	"Mutation.transferOwnership": { action: "ownership.transfer", whole: true },
	// Whoever gives groups is asked for all scopes behind it.
	"Mutation.updatePerson": may("person.update"),
	"Mutation.checkConfiguration": may("configuration.read"),
	"Mutation.validateConfiguration": may("configuration.read"),
	"Mutation.acknowledgeLostAuditHead": {
		action: "audit.acknowledge",
		whole: true,
	},
	"Mutation.verifyAudit": may("audit.verify"),
	"Mutation.withdrawInvitation": may("person.add"),

	"Subscription.auditEvents": may("audit.read"),
	"Subscription.channelEvents": may("command.read"),
	"Subscription.clusterEvents": may("cluster.read"),
	"Subscription.commandEvents": may("command.read"),
	"Subscription.noticeEvents": may("notice.read"),
	"Subscription.noticePostEvents": may("notice.read"),
};
