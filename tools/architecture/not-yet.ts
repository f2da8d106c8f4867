/**
 * Import cycles that are not untied yet, as the test reports them. An entry that is no longer needed fails the test as a new cycle
 * does, so the list only gets shorter.
 */
export const cyclesNotYet: readonly string[] = [
	"import cycle: packages/web/src/pages/audit/audit-record-page.tsx → packages/web/src/pages/audit/record-facts.tsx → packages/web/src/pages/audit/audit-record-page.tsx",
	"import cycle: packages/web/src/pages/clusters/cluster-list.tsx → packages/web/src/pages/clusters/cluster-table.tsx → packages/web/src/pages/clusters/cluster-list.tsx",
	"import cycle: packages/web/src/pages/configuration/editor/create-yaml-editor.ts → packages/web/src/pages/configuration/editor/yaml-assistance.ts → packages/web/src/pages/configuration/editor/create-yaml-editor.ts",
];

/** Folders whose names are not all renamed yet. A folder without a retired word in it fails the test until it is taken out here. */
export const retiredWordsNotYet: readonly string[] = [
	"packages/agent",
	"packages/cli",
	"packages/controlplane",
	"packages/up",
	"packages/web",
];
