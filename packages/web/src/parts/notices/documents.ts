import { graphql } from "../../data/graphql.ts";

export const createSilenceDocument = graphql(`
	mutation CreateSilence($matcher: SilenceMatcherInput!, $reason: String!, $endsAt: DateTime!) {
		createSilence(matcher: $matcher, reason: $reason, endsAt: $endsAt) { id endsAt }
	}
`);
