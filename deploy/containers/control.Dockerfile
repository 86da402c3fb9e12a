# A control process: room host and gateway. Also runs the database's migrations.
FROM denoland/deno:bin-2.9.6 AS deno

FROM debian:bookworm-slim AS build
COPY --from=deno /deno /usr/local/bin/deno
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV DENO_DIR=/deno-dir
WORKDIR /parley
COPY deno.json deno.lock ./
COPY protocol protocol
COPY kit kit
COPY control control
COPY ui ui
COPY scripts/build_ui.ts scripts/build_ui.ts
COPY deploy/containers/healthcheck.ts deploy/containers/healthcheck.ts
RUN deno install --frozen \
  && deno task build:ui \
  && deno cache --frozen control/main.ts control/store/migrate.ts deploy/containers/healthcheck.ts \
  && chmod -R a+rX /parley /deno-dir

FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates ffmpeg \
  && rm -rf /var/lib/apt/lists/*
COPY --from=deno /deno /usr/local/bin/deno
COPY --from=build /deno-dir /deno-dir
COPY --from=build /parley /parley
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 NO_COLOR=1
WORKDIR /parley
USER 10001:10001
EXPOSE 8080
ENTRYPOINT ["deno", "run", "--quiet", "--no-prompt", "--cached-only"]
# compose.yaml names the hosts and variables that each process may use.
