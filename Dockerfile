# Modelkeep in a container. Build: docker build -t modelkeep . Run: see compose.yaml and docs/packaging.md.
# The base image is pinned by version. To pin its digest too: --build-arg NODE_IMAGE=node:24.21.0-bookworm-slim@sha256:…
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

# Builds the program: sources, compilers and all packages they need.
FROM ${NODE_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
COPY catalog/package.json catalog/
COPY embedded-postgres/package.json embedded-postgres/
COPY backend/package.json backend/
COPY frontend/package.json frontend/
COPY scripts/package.json scripts/
COPY e2e/package.json e2e/
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
RUN node scripts/assemble-package.mjs

# Only the packages that the program needs at run time, in the versions of the lock file.
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
# The program needs no package manager.
RUN npm --global rm corepack npm && install --directory --owner=1000 --group=1000 --mode=0700 /data
COPY package.json LICENSE NOTICE .env.example ./
COPY --from=packages /packages/node_modules ./node_modules
COPY --from=build /src/dist-package ./dist-package
COPY scripts/modelkeep.mjs ./scripts/
COPY scripts/prepare/node-version.mjs scripts/prepare/parent.mjs ./scripts/prepare/
# The user `node` of the base image, by number, so that Kubernetes can verify that it is not root.
USER 1000:1000
# The last good catalogue, the spool and, without DATABASE_URL, the database. Apart from this and a tmpfs on /tmp the root may be
# read-only.
VOLUME ["/data"]
EXPOSE 3001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`,{signal:AbortSignal.timeout(4000)}).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# The same flags as `npm start`: they limit the growth of V8's young generation (60 MB and more under load), and the number of
# threads that compile and collect garbage while requests wait.
ENTRYPOINT ["node", "--max-semi-space-size=4", "--v8-pool-size=1", "scripts/modelkeep.mjs"]
CMD ["serve"]
