export { screenshot } from "./screenshot.ts";
export { seriousViolations } from "./serious-violations.ts";
export {
	startTestBrowser,
	type TestBrowser,
	whyNoBrowser,
} from "./test-browser.ts";
export { type TestChromium, testChromium } from "./test-chromium.ts";
export { phone, type Visitor, type VisitorOptions } from "./visitor.ts";
