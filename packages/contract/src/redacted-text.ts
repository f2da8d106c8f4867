/** What stands in place of a secret; the text is Botkube's. */
export const redactedText = "*** REDACTED ***";
