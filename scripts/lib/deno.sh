# shellcheck shell=bash
# Deno at the version this project is pinned to, for scripts/dev, scripts/test and .ci/run.
#
# Source this file, then call `ensure_deno`: it sets DENO to a binary of exactly the pinned version.
# A `deno` of that version on PATH is used as it is. Otherwise the npm registry's platform package
# is downloaded once into a cache outside the checkout and checked against the pinned digest;
# neither node nor npm is needed.

PARLEY_DENO_VERSION=2.9.6

# sha512 of the platform packages, from the npm registry's `dist.integrity`.
PARLEY_DENO_SHA512_x64="3md4TKLCuzsLDmfOoC5KN7NAZaxSVkMgm64vg6foD00JBADCpYS2/5QqXfzgnP5ZQz3iLP9vBQJtEgc116OAoQ=="
# The registry holds this version's arm64 package on some mirrors only; with no digest to pin, what
# the registry states beside the package is checked instead.
PARLEY_DENO_SHA512_arm64=""

# Deno trusts whom the rest of the system trusts, so that it works behind a company's proxy too.
export DENO_TLS_CA_STORE="${DENO_TLS_CA_STORE:-mozilla,system}"

# Prints a line of set-up progress.
parley_step() { printf '%s\n' "• $*" >&2; }

# Prints why set-up can't go on, and ends it.
parley_die() {
  printf '%s\n' "✗ $*" >&2
  exit 1
}

# Runs a command as root: as it is for root, else through sudo.
parley_as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    parley_die "Cannot run '$*': this needs root, and sudo is not installed. Run it as root yourself, then start again."
  fi
}

# Runs apt-get without questions; what it says is shown if it fails.
parley_apt_get() {
  local output
  output="$(parley_as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" 2>&1 </dev/null)" ||
    parley_die "Cannot finish 'apt-get $*':"$'\n'"$output"
}

# Installs packages with apt.
parley_apt_install() {
  parley_step "installing $* with apt"
  parley_apt_get update
  parley_apt_get install -y --no-install-recommends "$@"
}

# The directory for things built or downloaded once per user.
parley_cache_dir() {
  printf '%s\n' "${XDG_CACHE_HOME:-${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}/.cache}/parley"
}

# Whether "$1" is a Deno of the pinned version.
parley_is_pinned_deno() {
  local version
  version="$("$1" --version 2>/dev/null)" || return 1
  case "$version" in
    "deno $PARLEY_DENO_VERSION "*) return 0 ;;
    *) return 1 ;;
  esac
}

# Downloads "$1" to the file "$2".
parley_fetch() {
  if command -v curl >/dev/null 2>&1; then
    curl --fail --silent --show-error --location --retry 3 --max-time 600 --output "$2" "$1"
  else
    wget --quiet --tries=3 --timeout=60 --output-document="$2" "$1"
  fi
}

# Prints, in hexadecimal, the digest that npm writes in base64 after "sha512-".
parley_hex() { printf '%s' "$1" | base64 -d | od -An -v -tx1 | tr -d ' \n'; }

# Prints the digest that the package "$1" has to have, from the pin or else from the registry.
parley_expected_sha512() {
  local registry="$1" platform="$2" pin="PARLEY_DENO_SHA512_$2" folder="$3"
  if [ -n "${!pin}" ]; then
    printf '%s' "${!pin}"
    return
  fi
  parley_fetch "$registry/@deno%2flinux-$platform-glibc/$PARLEY_DENO_VERSION" "$folder/meta.json" || return 1
  sed -n 's/.*"integrity" *: *"sha512-\([^"]*\)".*/\1/p' "$folder/meta.json"
}

# Downloads and unpacks the pinned Deno into "$1", whole or not at all.
parley_download_deno() (
  target="$1"
  registry="${npm_config_registry:-${NPM_CONFIG_REGISTRY:-https://registry.npmjs.org}}"
  registry="${registry%/}"
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) platform=x64 ;;
    Linux-aarch64) platform=arm64 ;;
    *) parley_die "Cannot download Deno for $(uname -sm): install Deno $PARLEY_DENO_VERSION yourself and put it on PATH." ;;
  esac
  if ! command -v curl >/dev/null 2>&1 && ! command -v wget >/dev/null 2>&1; then
    command -v apt-get >/dev/null 2>&1 ||
      parley_die "Cannot download Deno: neither curl nor wget is installed. Install one, or Deno $PARLEY_DENO_VERSION."
    parley_apt_install ca-certificates curl
  fi
  mkdir -p "$(dirname "$target")"
  folder="$(mktemp -d "$target.XXXXXX")"
  trap 'rm -rf "$folder"' EXIT
  parley_step "downloading Deno $PARLEY_DENO_VERSION (about 42 MB)"
  url="$registry/@deno/linux-$platform-glibc/-/linux-$platform-glibc-$PARLEY_DENO_VERSION.tgz"
  parley_fetch "$url" "$folder/deno.tgz" ||
    parley_die "Cannot download Deno: $url did not answer. Install Deno $PARLEY_DENO_VERSION yourself and put it on PATH."
  expected="$(parley_expected_sha512 "$registry" "$platform" "$folder")"
  expected="$(parley_hex "$expected")"
  actual="$(sha512sum "$folder/deno.tgz" | cut -d' ' -f1)"
  if [ -z "$expected" ] || [ "$actual" != "$expected" ]; then
    parley_die "Cannot trust the downloaded Deno: its sha512 is '$actual', expected '$expected'."
  fi
  tar -xzf "$folder/deno.tgz" -C "$folder" --strip-components=1
  chmod 755 "$folder" "$folder/deno"
  rm -f "$folder/deno.tgz" "$folder/meta.json"
  # Another run may have been faster; its result is as good as ours.
  mv -T "$folder" "$target" 2>/dev/null || [ -x "$target/deno" ]
)

# The folder of the Deno that this file downloads.
parley_deno_folder() { printf '%s\n' "$(parley_cache_dir)/deno-$PARLEY_DENO_VERSION"; }

# Sets DENO to a Deno that is there already, on PATH or downloaded before, and puts it first on PATH
# so that child processes find the same one; fails if there is none.
find_deno() {
  local folder
  if command -v deno >/dev/null 2>&1 && parley_is_pinned_deno deno; then
    DENO="$(command -v deno)"
    return
  fi
  folder="$(parley_deno_folder)"
  parley_is_pinned_deno "$folder/deno" || return 1
  DENO="$folder/deno"
  PATH="$folder:$PATH"
  export PATH
}

# Like find_deno, and downloads it where there is none.
ensure_deno() {
  find_deno && return
  rm -rf "$(parley_deno_folder)"
  parley_download_deno "$(parley_deno_folder)" || exit 1
  find_deno || parley_die "Cannot start the downloaded Deno: run $(parley_deno_folder)/deno --version to see why."
}
