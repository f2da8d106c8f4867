import { graphql } from "../../data/graphql.ts";

export const currentConfigurationDocument = graphql(`
	query CurrentConfiguration {
		configuration { version yaml author createdAt note }
	}
`);

export const configurationVersionDocument = graphql(`
	query ConfigurationVersion($version: Int!) {
		configuration(version: $version) { version yaml author createdAt note }
	}
`);

export const configurationHistoryDocument = graphql(`
	query ConfigurationHistory($after: String) {
		configurations(first: 50, after: $after) {
			edges { node { version author createdAt note } }
			pageInfo { hasNextPage endCursor }
		}
	}
`);

export const configurationSchemaDocument = graphql(`
	query ConfigurationSchema { configurationSchema }
`);

export const checkConfigurationDocument = graphql(`
	mutation CheckConfiguration($yaml: String!, $base: Int) {
		checkConfiguration(yaml: $yaml, base: $base) {
			problems { severity line column path message suggestion }
			widens
		}
	}
`);

export const configurationProposalsDocument = graphql(`
	query ConfigurationProposals($after: String) {
		configurationProposals(first: 20, after: $after) {
			edges {
				node {
					number base state author isOwn createdAt expiresAt note widens
					decidedBy decidedAt
				}
			}
			pageInfo { hasNextPage endCursor }
		}
	}
`);

/** The text of the change right below a number: a list goes on behind its cursor. */
export const proposalTextDocument = graphql(`
	query ProposalText($above: String!) {
		configurationProposals(first: 1, after: $above) {
			edges { node { number yaml } }
		}
	}
`);

export const approveConfigurationDocument = graphql(`
	mutation ApproveConfiguration($number: Int!) {
		decided: approveConfiguration(number: $number) { number state }
	}
`);

export const rejectConfigurationDocument = graphql(`
	mutation RejectConfiguration($number: Int!) {
		decided: rejectConfiguration(number: $number) { number state }
	}
`);

export const applyConfigurationDocument = graphql(`
	mutation ApplyConfiguration($yaml: String!, $base: Int, $note: String) {
		applyConfiguration(yaml: $yaml, base: $base, note: $note) {
			configuration { version yaml author createdAt note }
			waiting { number widens }
			problems { severity line column path message suggestion }
		}
	}
`);

export const rollBackConfigurationDocument = graphql(`
	mutation RollBackConfiguration($version: Int!, $base: Int, $note: String) {
		rollBackConfiguration(version: $version, base: $base, note: $note) {
			configuration { version yaml author createdAt note }
			waiting { number widens }
			problems { severity line column path message suggestion }
		}
	}
`);

export const rolloutDocument = graphql(`
	subscription ConfigurationRollout {
		clusterEvents { id name state configurationVersion }
	}
`);
