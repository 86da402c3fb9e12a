# A media node. Its worker is built from the source in mediasoup's npm package.
FROM denoland/deno:bin-2.9.6 AS deno

FROM debian:bookworm-slim AS build
COPY --from=deno /deno /usr/local/bin/deno
# As scripts/worker/packages.ts lists them; the source package of libsrtp comes from deb-src.
RUN sed -i 's/^Types: deb$/Types: deb deb-src/' /etc/apt/sources.list.d/debian.sources \
  && apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates g++ meson ninja-build \
    pkg-config flatbuffers-compiler dpkg-dev libflatbuffers-dev libabsl-dev libssl-dev \
    libuv1-dev libsrtp2-dev
ENV DENO_DIR=/deno-dir XDG_CACHE_HOME=/cache
WORKDIR /parley
COPY deno.json deno.lock ./
COPY scripts/worker scripts/worker
RUN deno install --frozen \
  && install -D -m 755 "$(deno run -A scripts/worker/main.ts | tail -n 1)" /worker/mediasoup-worker
COPY protocol protocol
COPY kit kit
COPY media-node media-node
COPY deploy/containers/healthcheck.ts deploy/containers/healthcheck.ts
RUN deno cache --frozen media-node/main.ts deploy/containers/healthcheck.ts \
  && chmod -R a+rX /parley /deno-dir

FROM debian:bookworm-slim
# What the worker is linked with.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
    libabsl20220623 libsrtp2-1 libssl3 libstdc++6 libuv1 \
  && rm -rf /var/lib/apt/lists/*
COPY --from=deno /deno /usr/local/bin/deno
COPY --from=build /worker/mediasoup-worker /usr/local/bin/mediasoup-worker
COPY --from=build /deno-dir /deno-dir
COPY --from=build /parley /parley
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 NO_COLOR=1
WORKDIR /parley
USER 10001:10001
ENTRYPOINT ["deno", "run", "--quiet", "--no-prompt", "--cached-only"]
# compose.yaml names the hosts and variables that the process may use.
