export { createIssuer } from "./issuer.ts";
