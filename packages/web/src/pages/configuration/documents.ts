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

export const validateConfigurationDocument = graphql(`
	mutation ValidateConfiguration($yaml: String!, $base: Int) {
		validateConfiguration(yaml: $yaml, base: $base) {
			severity line column path message suggestion
		}
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
