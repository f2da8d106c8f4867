import { z } from "zod";

/** Longest PEM of authorities that travels in join tokens and replies: two or three certificates. */
export const maxAuthoritiesLength = 8192;

/** The certificate authorities (PEM) of which one must have signed the certificate of the bus. */
export const authoritiesSchema = z.string().min(1).max(maxAuthoritiesLength);
