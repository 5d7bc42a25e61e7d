# The server alone: no console, no tests, no build. It runs its TypeScript as it is.
FROM node:24-slim AS packages
WORKDIR /countersign
COPY package.json package-lock.json ./
COPY client-cli/package.json client-cli/
COPY api-guard/package.json api-guard/
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production \
    COUNTERSIGN_HOST=0.0.0.0 \
    COUNTERSIGN_STORAGE=sqlite:/data/countersign.sqlite
WORKDIR /countersign
COPY --from=packages /countersign/node_modules node_modules
COPY package.json LICENSE ./
COPY server server
COPY adapters adapters
COPY views views
COPY config config
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 8628
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8628) + '/health/ready').then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
# SIGTERM ends it gracefully: requests under way are answered, then storage is closed.
CMD ["node", "server/main.ts"]
