/**
 * Characters of what a plugin said about a failure that are kept. Heartbeats tell less; a secret that begins in what is told must be whole
 * here, so that it can be hidden.
 */
export const maxSaid = 8192;
