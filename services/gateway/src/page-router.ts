import { fileURLToPath } from "node:url";
import express, { Router } from "express";

const folder = fileURLToPath(new URL("../public/", import.meta.url));
const policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/** The first page, self-hosted: its text, style and scripts are our own files and nothing is inline. */
export const pageRouter = (): Router => {
  const router = Router();
  router.get("/", (_request, response) => {
    response.set("Content-Security-Policy", policy).set("Cache-Control", "no-cache");
    response.sendFile("index.html", { root: folder });
  });
  router.use("/assets", express.static(folder, { index: false, maxAge: "5m" }));
  return router;
};
