# A worker that composes recordings, or a streamer: with Debian's ffmpeg, and a font for names.
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
COPY recorder recorder
COPY deploy/containers/healthcheck.ts deploy/containers/healthcheck.ts
RUN deno install --frozen \
  && deno cache --frozen recorder/worker/main.ts recorder/live/main.ts deploy/containers/healthcheck.ts \
  && chmod -R a+rX /parley /deno-dir

FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
    ffmpeg fonts-dejavu-core \
  && rm -rf /var/lib/apt/lists/*
COPY --from=deno /deno /usr/local/bin/deno
COPY --from=build /deno-dir /deno-dir
COPY --from=build /parley /parley
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 NO_COLOR=1
WORKDIR /parley
USER 10001:10001
ENTRYPOINT ["deno", "run", "--quiet", "--no-prompt", "--cached-only"]
# compose.yaml names the hosts, variables and programs that the process may use.
