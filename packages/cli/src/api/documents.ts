/*
 * Every question the terminal asks. A test validates each against the control plane's schema.graphql.
 */

const runFields =
	"id cluster state outcome exitCode durationMs outputBytes incomplete shortened outputUrl digest advice error { code message ref hint retryAfterSeconds }";

export const runCommandDocument = `mutation ($input: RunCommandInput!) { runCommand(input: $input) { id state runs { id cluster } } }`;

export const cancelCommandDocument = `mutation ($id: ID!) { cancelCommand(id: $id) { id state } }`;

export const commandEventsDocument = `subscription ($id: ID!, $after: Int) {
	commandEvents(id: $id, after: $after) { seq cluster kind text ofView at state run { ${runFields} } }
}`;

export const commandAnswersDocument = `query ($id: ID!) { command(id: $id) { summary { outcome count } answers { outcome clusters } } }`;

export const mergedTableDocument = `query ($id: ID!, $filter: String) { command(id: $id) { table(filter: $filter) { columns rows { cluster cells } problem } } }`;

export const commandDocument = `query ($id: ID!) { command(id: $id) { id text channel state startedAt endedAt runs { ${runFields} } } }`;

const clusterFields = `id name labels { name value } state since lastSeenAt clockAheadSeconds agentVersion kubernetesVersion configurationVersion running
	kubernetes { reachable version problem latencyMs credentialEndsAt } plugins { key state restarts problem }
	busInsecure duplicateSince agentInstances { id host startedAt lastSeenAt } agentConnections { address connectedAt }`;

export const clustersDocument = `query ($selector: String, $order: ClusterOrder, $after: String) {
	clusters(selector: $selector, order: $order, first: 100, after: $after) { edges { node { ${clusterFields} } } pageInfo { hasNextPage endCursor } }
}`;

export const clusterDocument = `query ($name: String!) { cluster(name: $name) { ${clusterFields} plugins { displayName memoryBytes } } }`;

export const addClusterDocument = `mutation ($name: String!, $labels: [LabelInput!], $again: Boolean) {
	addCluster(name: $name, labels: $labels, again: $again) { token expiresAt cluster { name } }
}`;

export const rotateCredentialDocument = `mutation ($name: String!) { rotateCredential(cluster: $name) { name state } }`;

export const revokeCredentialDocument = `mutation ($name: String!) { revokeCredential(cluster: $name) { name state } }`;

export const removeClusterDocument = `mutation ($name: String!) { removeCluster(name: $name) { name state } }`;

const problemFields = "severity file line column path message suggestion";

export const checkConfigurationDocument = `mutation ($yaml: String!, $file: String) { checkConfiguration(yaml: $yaml, file: $file) { problems { ${problemFields} } widens } }`;

export const applyConfigurationDocument = `mutation ($yaml: String!, $file: String, $base: Int, $note: String) {
	applyConfiguration(yaml: $yaml, file: $file, base: $base, note: $note) { configuration { version } waiting { number widens } problems { ${problemFields} } }
}`;

const proposalFields =
	"number base state author createdAt expiresAt note widens decidedBy decidedAt";

export const proposalsDocument = `query ($first: Int!, $after: String) { configurationProposals(first: $first, after: $after) { edges { node { ${proposalFields} yaml } } } }`;

export const approveConfigurationDocument = `mutation ($number: Int!) { decided: approveConfiguration(number: $number) { state } }`;

export const rejectConfigurationDocument = `mutation ($number: Int!) { decided: rejectConfiguration(number: $number) { state } }`;

export const identitiesLentDocument = `query { identitiesLent { users groups anonymous } }`;

export const configurationDocument = `query ($version: Int) { configuration(version: $version) { version yaml author createdAt note } }`;

export const configurationsDocument = `query ($first: Int!) {
	configurations(first: $first) { edges { node { version author createdAt note } } }
}`;

const auditRecordFields =
	"id at seq code outcome person subject clusters channel facts durationMs digest ref hash";

export const auditDocument = `query ($first: Int!, $after: String, $filter: AuditFilter) {
	auditRecords(first: $first, after: $after, filter: $filter) {
		edges { node { ${auditRecordFields} } }
		pageInfo { hasNextPage endCursor }
	}
}`;

export const auditRecordDocument = `query ($id: ID, $seq: Int) { auditRecord(id: $id, seq: $seq) { ${auditRecordFields} } }`;

export const verifyAuditDocument = `mutation ($sinceHead: AuditHeadInput) {
	verifyAudit(sinceHead: $sinceHead) {
		ok records reason
		head { seq hash at }
		signedHead { seq hash at publicKey signature isOwnKey }
		lostHeads { seq hash signedAt foundAt }
		unsigned { records since }
		brokenAt { id seq at code }
	}
}`;

export const acknowledgeLostHeadDocument = `mutation ($head: AuditHeadInput!, $reason: String!) {
	acknowledgeLostAuditHead(head: $head, reason: $reason) { seq }
}`;

export const deadJobsDocument = `query ($after: String) {
	deadJobs(first: 100, after: $after) { edges { node { id name fact subject error attempts since } } pageInfo { hasNextPage endCursor } }
}`;

export const retryJobDocument = `mutation ($id: ID!) { retryJob(id: $id) { id name subject } }`;

export const signInDocument = `mutation ($code: String!) { signIn(code: $code) { token person { email organisation { name } } } }`;

export const meDocument = `query { me { email displayName role groups organisation { name } } }`;

export const peopleDocument = `query ($after: String) {
	people(first: 100, after: $after) { edges { node { id email displayName role groups createdAt } } pageInfo { hasNextPage endCursor } }
}`;

export const addPersonDocument = `mutation ($email: String!, $displayName: String, $groups: [String!]) {
	addPerson(email: $email, displayName: $displayName, groups: $groups) { url expiresAt person { email } }
}`;

export const invitePersonDocument = `mutation ($email: String!, $displayName: String, $groups: [String!]) {
	invitePerson(email: $email, displayName: $displayName, groups: $groups) { url invitation { expiresAt waits } }
}`;

export const invitationsDocument = `query ($after: String) {
	invitations(first: 100, after: $after) {
		edges { node { id email groups invitedBy expiresAt waits approvedBy } } pageInfo { hasNextPage endCursor }
	}
}`;

export const approveInvitationDocument = `mutation ($id: ID!) { approveInvitation(id: $id) { email } }`;

export const withdrawInvitationDocument = `mutation ($id: ID!) { withdrawInvitation(id: $id) { email } }`;

export const removePersonDocument = `mutation ($email: String!) { removePerson(email: $email) { email } }`;

export const statusDocument = `query { status { version parts { name ok problem note } } }`;

export const clusterEventsDocument = `subscription { clusterEvents { name state kubernetes { reachable version problem } } }`;

export const eventsDocument = `query ($first: Int, $after: String, $filter: NoticeFilter) {
	notices(first: $first, after: $after, filter: $filter) {
		edges { node {
			id cluster group title level type reason happenedAt object { kind namespace name } placements { door address outcome }
		} }
		pageInfo { hasNextPage endCursor }
	}
}`;

export const followEventsDocument = `subscription ($filter: NoticeFilter) {
	noticeEvents(filter: $filter) {
		id cluster group title level type reason happenedAt object { kind namespace name } placements { door address outcome }
	}
}`;

export const silencesDocument = `query ($after: String) {
	silences(first: 100, after: $after) {
		edges { node { id matcher { cluster namespace kind name group level text } reason createdBy endsAt endedBy active } }
		pageInfo { hasNextPage endCursor }
	}
}`;

export const createSilenceDocument = `mutation ($matcher: SilenceMatcherInput!, $reason: String!, $endsAt: DateTime!) {
	createSilence(matcher: $matcher, reason: $reason, endsAt: $endsAt) {
		id matcher { cluster namespace kind name group level text } endsAt
	}
}`;

export const endSilenceDocument = `mutation ($id: ID!) { endSilence(id: $id) { id } }`;
