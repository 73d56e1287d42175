import { buildPage, DIST } from "./hosting/index.ts";

/** `npm run build`: the page as it is served by `npm start` and by CloudFront. */
await buildPage();
console.log(`page: ${DIST}`);
