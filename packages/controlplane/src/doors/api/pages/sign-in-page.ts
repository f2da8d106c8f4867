import { html } from "hono/html";
import type { Cluster } from "../../../rooms/fleet/index.ts";
import type { SignedIn } from "../../../rooms/identity/index.ts";
import { type Markup, page } from "./page.ts";

/**
 * The page behind a one-time link. Looking at it signs nobody in: mail scanners and link previews look at links too.
 */
export function confirmPage(code: string): Markup {
	return page(
		"Sign in",
		html`<h1>Sign in to Quarterdeck</h1>
<p>This link works once. Press the button to use it here, or hand the whole link to <code>qd login</code> to sign in on the command line.</p>
<form method="post" action="/sign-in">
<input type="hidden" name="code" value="${code}">
<button type="submit">Sign in</button>
</form>`,
	);
}

/** The page of a link that does not sign in (any more). */
export function refusedPage(message: string): Markup {
	return page(
		"Not signed in",
		html`<h1>That link does not sign in</h1>
<p class="problem" role="alert">${message}</p>
<p class="soft">A link works once and not for long. Somebody of the organisation can make a new one.</p>`,
	);
}

/** Who you are, how each cluster stands, and what to try. */
export function welcomePage(view: {
	readonly signedIn: SignedIn;
	readonly token: string;
	readonly publicUrl: string;
	readonly clusters: readonly Cluster[];
	readonly hasMore: boolean;
}): Markup {
	const { signedIn, clusters } = view;
	return page(
		"Signed in",
		html`<h1>Welcome, ${signedIn.person.displayName}</h1>
<p>You are signed in to <strong>${signedIn.organisation.name}</strong> as ${signedIn.person.email} (${signedIn.person.role}).</p>
<h2 id="clusters">Clusters</h2>
${clusters.length === 0 ? noClusters() : clusterTable(clusters)}
${view.hasMore ? html`<p class="soft">There are more. All of them: <code>qd cluster list</code></p>` : ""}
<h2>Three things to try</h2>
${commandsToTry(clusters).map(([what, command]) => html`<p>${what}</p><pre tabindex="0">${command}</pre>`)}
<details>
<summary>Use the command line on another machine</summary>
<p class="soft">This is shown once. Whoever has it is you, until you end it.</p>
<pre tabindex="0">export QD_URL=${view.publicUrl}
export QD_TOKEN=${view.token}</pre>
</details>`,
	);
}

function noClusters(): Markup {
	return html`<p>There is none yet. Add one:</p><pre tabindex="0">qd cluster add prod --label region=eu</pre>`;
}

function clusterTable(clusters: readonly Cluster[]): Markup {
	return html`<table aria-labelledby="clusters">
<thead><tr><th scope="col">Name</th><th scope="col">State</th><th scope="col">Kubernetes</th><th scope="col">Labels</th></tr></thead>
<tbody>${clusters.map(clusterRow)}</tbody>
</table>`;
}

function clusterRow(cluster: Cluster): Markup {
	const labels = Object.entries(cluster.labels)
		.map(([name, value]) => `${name}=${value}`)
		.join(", ");
	return html`<tr><th scope="row">${cluster.name}</th>
<td><span class="state ${cluster.state}">${cluster.state}</span></td>
<td>${cluster.agent?.kubernetes?.version ?? "–"}</td><td>${labels || "–"}</td></tr>
`;
}

function commandsToTry(
	clusters: readonly Cluster[],
): readonly (readonly [string, string])[] {
	const names = clusters
		.filter(({ state }) => state === "alive")
		.slice(0, 2)
		.map(({ name }) => name);
	const where =
		names.length > 0 ? `--cluster ${names.join(",")}` : "--all-clusters";
	return [
		[
			"Run one command, get one answer:",
			`qd run ${where} -- kubectl get pods -A`,
		],
		["See how the clusters stand:", "qd cluster list"],
		["See what was done, by whom, and how it ended:", "qd audit list"],
	];
}
