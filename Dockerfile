# syntax=docker/dockerfile:1

# What is built needs what builds it; what runs does not: two stages, and only the second one is kept.
FROM node:20.20-bookworm-slim AS build
WORKDIR /vouch
ENV ONNXRUNTIME_NODE_INSTALL=skip ORT_DISABLE_TELEMETRY=1 TURBO_TELEMETRY_DISABLED=1
# packages first: they change less often than sources
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc ./
COPY apps/api/package.json apps/api/
COPY apps/web/package.json apps/web/
COPY models/package.json models/
COPY packages/contracts/package.json packages/contracts/
COPY packages/core/package.json packages/core/
COPY scripts/install.mjs scripts/run.mjs scripts/
RUN npx --yes pnpm@10.34.9 install --frozen-lockfile
COPY . .
RUN npm run build

FROM build AS trim
# what runs: the built packages, the models, and the packages that those use
RUN find . -name node_modules -prune -exec rm -rf {} + \
  && npx --yes pnpm@10.34.9 install --frozen-lockfile --prod \
  && rm -rf node_modules/.pnpm/onnxruntime-node@*/node_modules/onnxruntime-node/bin/napi-v*/win32 \
    node_modules/.pnpm/onnxruntime-node@*/node_modules/onnxruntime-node/bin/napi-v*/darwin \
    packages/*/src apps/*/src apps/web/e2e docs scripts .ci .github

FROM node:20.20-bookworm-slim
WORKDIR /vouch
ENV NODE_ENV=production ORT_DISABLE_TELEMETRY=1 PORT=8000 VOUCH_HOME=/var/lib/vouch
COPY --from=trim /vouch /vouch
RUN mkdir /var/lib/vouch && chown node:node /var/lib/vouch
USER node
VOLUME /var/lib/vouch
EXPOSE 8000
# what is down says so within a minute; what only lacks its database is left alone
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# a server: main.js, a worker: worker-main.js, a command: command.js NAME
CMD ["node", "apps/api/dist/main.js"]
