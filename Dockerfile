# Modelkeep in a container. Build: docker build -t modelkeep . Run: see compose.yaml and docs/packaging.md.
# The base is pinned by its version. Pin its digest as well where you build: --build-arg NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:…
# RUN lines name no absolute path: scripts/check-deployment.mjs executes every line of this file in a scratch root.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# What builds: all packages, the compilers, the sources.
FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
COPY catalog/package.json catalog/
COPY embedded-postgres/package.json embedded-postgres/
COPY backend/package.json backend/
COPY frontend/package.json frontend/
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/assemble-package.mjs

# The packages that the program needs when it runs, at the versions of the lock file, and no others.
FROM ${NODE_IMAGE} AS packages
WORKDIR /packages
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --workspaces=false --no-audit --no-fund

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3001 \
    DATA_DIR=/data
WORKDIR /app
# The package managers that the base brings are of no use here; there is no compiler in it.
RUN npm --global rm corepack npm && install --directory --owner=1000 --group=1000 --mode=0700 ../data
COPY package.json LICENSE NOTICE ./
COPY --from=packages /packages/node_modules ./node_modules
COPY --from=build /src/dist-package ./dist-package
COPY scripts/modelkeep.mjs ./scripts/
COPY scripts/prepare/node-version.mjs scripts/prepare/parent.mjs ./scripts/prepare/
# The user `node` of the base; by number, so that Kubernetes can tell that it is not root.
USER 1000:1000
# The last good catalogue, the spool, and, without DATABASE_URL, the database. All else may be read-only, but for a tmpfs on /tmp.
VOLUME ["/data"]
EXPOSE 3001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`,{signal:AbortSignal.timeout(4000)}).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# As `npm start` does: without them V8 lets its young generation grow, by 60 MB and more under load, and compiles and sweeps in four threads that requests wait for.
ENTRYPOINT ["node", "--max-semi-space-size=4", "--v8-pool-size=1", "scripts/modelkeep.mjs"]
CMD ["serve"]
