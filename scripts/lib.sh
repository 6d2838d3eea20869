# What the scripts share: the place they run in, plain refusals, the toolchain, front-end packages and Debian's packages.
# shellcheck shell=bash
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*"; }
refuse() { printf '%s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }
in_ci() { [ "${CI:-}" = true ]; }

# Installs Debian packages when we may, else says which command the reader should run.
install_packages() {
  local log apt=(env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300)
  has apt-get || refuse "Missing here: $*. Please install what your system calls these Debian packages."
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || refuse "Missing here: $*. Please run: sudo apt-get install $*"
    apt=(sudo -n "${apt[@]}")
  fi
  say "Installing $*"
  log=$(mktemp)
  "${apt[@]}" update >"$log" 2>&1 || say "The package lists could not be refreshed; going on with those that are here."
  if ! "${apt[@]}" install --no-install-recommends "$@" </dev/null >>"$log" 2>&1; then
    tail -n 20 "$log"
    rm -f "$log"
    refuse "apt-get could not install: $*. Please install them by hand and try again."
  fi
  rm -f "$log"
}

# Rust, Node and, for SQLite's own source, a C compiler.
need_compilers() {
  has cargo || refuse "cargo is missing. Please install Rust $(wanted_rust) (with rustup) and open a new shell."
  has npm || install_packages npm
  new_enough_node || refuse "Node.js 20 or newer is needed; here is $(node --version 2>/dev/null || echo none)."
  has cc || install_packages gcc libc6-dev
}

new_enough_node() {
  local version
  version=$(node --version 2>/dev/null) || return 1
  version=${version#v}
  [ "${version%%.*}" -ge 20 ]
}

wanted_rust() { sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml; }

# A machine whose default Rust is the pinned version under another name needs no second copy of it.
choose_toolchain() {
  local wanted default
  wanted=$(wanted_rust)
  if has rustup && [[ $'\n'$(rustup toolchain list) != *$'\n'"$wanted"[-\ ]* ]]; then
    default=$(cd / && rustup default 2>/dev/null | cut -d ' ' -f 1) || default=
    if [[ $default && "$(rustc "+$default" --version)" =~ ^rustc\ ${wanted//./\\.}[.\ ] ]]; then
      export RUSTUP_TOOLCHAIN=$default
    fi
  fi
  cargo --version >/dev/null || refuse "Rust $wanted is not installed. Please run: rustup toolchain install $wanted -c rustfmt -c clippy"
}

# In CI each run is a fresh clone: what was compiled stays outside it, one folder for each set of dependencies.
choose_target_folder() {
  local cache lock=no-lock-file-yet
  in_ci || return 0
  export CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never NO_COLOR=1
  [ -z "${CARGO_TARGET_DIR:-}" ] || return 0
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/tongli
  [ ! -f Cargo.lock ] || lock=$(sha256sum <Cargo.lock)
  export CARGO_TARGET_DIR=$cache/target-${lock:0:16}
  mkdir -p "$CARGO_TARGET_DIR"
  touch "$CARGO_TARGET_DIR"
  # The two used last stay: a branch and its trunk may differ in dependencies.
  find "$cache" -maxdepth 1 -type d -name 'target-*' -printf '%T@ %p\0' | sort -zrn | tail -z -n +3 |
    cut -z -d ' ' -f 2- | xargs -0r rm -rf
}

target_folder() {
  cargo metadata --no-deps --format-version 1 | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p'
}

# npm ci takes seconds, so it runs only when the list of packages is not the one installed last.
install_npm_packages() {
  local stamp=$1/node_modules/.installed-lock lock
  lock=$(sha256sum <"$1/package-lock.json")
  [ "$(cat "$stamp" 2>/dev/null)" != "$lock" ] || return 0
  (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund </dev/null)
  printf '%s\n' "$lock" >"$stamp"
}

build_front_end() {
  install_npm_packages assets
  (cd assets && node build.mjs)
}
