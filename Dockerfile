# The official image brings the Node that runs the TypeScript source directly: there is nothing to build.
FROM node:26-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# Production needs neither the development tools nor the `node` package, and so no install scripts.
RUN npm ci --omit=dev --ignore-scripts

FROM node:26-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY config ./config
COPY src ./src
# The root file system may be read-only: whatever is written goes to /data, the mirror and the log among it.
RUN mkdir /data && chown node:node /data && ln -s /data /app/data
VOLUME /data
USER node
# Configuration that loads and a store that opens; `status` asks neither the directory nor the target.
HEALTHCHECK --interval=60s --timeout=20s --start-period=20s --retries=3 \
  CMD ["node", "src/lockstep.ts", "status", "--json"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "src/lockstep.ts"]
CMD ["worker"]
