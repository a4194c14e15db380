# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034
#
# Sourced by engine/run and tests/run: get from a fresh checkout on Debian or Ubuntu to programs that
# are up to date. All talk goes to standard error; what a command prints is the command's alone.
# Nothing is done twice: a stamp says that the packages are there, ninja knows what is built.

# One package a line, and what it is for. NAME? is taken where the distribution has it.
packages_to_run='
gcc                        the compiler, and with it OpenMP
libc6-dev                  the C library
cmake                      the build: configuring
ninja-build                the build: doing it
pkg-config                 where libraries are
libvips-dev                decoder: most picture formats; the sample pictures
libjpeg-dev                decoder: JPEG
libwebp-dev                decoder: WebP
libavcodec-dev             decoder: JPEG XL, JPEG 2000, TGA and a dozen more
libheif-dev                decoder: HEIF
libde265-dev               decoder: HEVC in HEIF
libseccomp-dev             decoder: the list of system calls it may make
libheif-plugin-libde265?   decoder: HEIC, where it is a part of its own
libheif-plugin-dav1d?      decoder: AVIF, likewise
liblmdb-dev                the store
libxxhash-dev              the store: checksums
libssl-dev                 digests (libcrypto)
libjansson-dev             JSON
libsqlite3-dev             hash lists that are databases
libexpat1-dev              hash lists in XML
'
packages_to_test='
libcriterion-dev           the tests of the layers
binutils                   the layout test: symbols of the libraries (nm)
imagemagick                sample pictures of forty formats
strace                     faults: what is done to the evidence, and that there is no network
libheif-plugin-x265?       sample pictures: HEIC, where it is a part of its own
libheif-plugin-aomenc?     sample pictures: AVIF, likewise
'
packages_to_test_fully='
clang                      the second compiler, the sanitizers, the fuzzers
libclang-rt-dev            what sanitizers and fuzzers link
llvm                       names of functions in what sanitizers find
libomp-dev                 OpenMP for clang; the thread sanitizer understands no other
g++                        the examples for users of the library in C++
doxygen                    the public headers as pages, without a warning
clang-format-14?           the format check: other versions write other things
'

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/.build
program=$(realpath --relative-to="$root" "$0")

say() {
	printf '%s: %s\n' "$program" "$*" >&2
}

# Run a command quietly; if it fails, show what it said. The first argument is what is being done.
quietly() {
	local what=$1 log=$build/setup.log status=0
	shift
	"$@" >"$log" 2>&1 || status=$?
	[ $status -eq 0 ] && return
	cat "$log" >&2
	say "$what failed (status $status); its output is above and in $log"
	return 2
}

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The names in the given lists that are not installed; NAME? keeps its mark.
missing_packages() {
	local name
	while read -r name _; do
		[ -z "$name" ] || is_installed "${name%\?}" || printf '%s\n' "$name"
	done <<<"$*"
}

# What apt-get is to install: NAME? falls away where apt knows no such package.
installable() {
	local name
	for name; do
		if [ "$name" = "${name%\?}" ] ||
			[[ $(apt-cache policy "${name%\?}" 2>/dev/null) =~ 'Candidate: '[^\(] ]]; then
			printf '%s\n' "${name%\?}"
		fi
	done
}

# See that the packages of the given lists are there; install what is missing, or say how.
need_packages() {
	local stamp missing wanted as_root=()
	stamp=$build/packages-$(cat - /etc/os-release <<<"$*" 2>/dev/null | cksum | tr ' ' -)
	[ ! -e "$stamp" ] || return 0
	command -v dpkg-query >/dev/null || {
		say 'this sets itself up on Debian and Ubuntu only; elsewhere, install by hand:'
		printf '%s\n' "$*" >&2
		exit 2
	}
	mkdir -p "$build"
	mapfile -t missing < <(missing_packages "$*")
	mapfile -t wanted < <(installable "${missing[@]}")
	if [ ${#wanted[@]} -gt 0 ] && [ "$(id -u)" -ne 0 ]; then
		sudo -n true 2>/dev/null || {
			say "${#wanted[@]} packages are missing, and only root can install them:"
			printf '    apt-get install --no-install-recommends %s\n' "${wanted[*]}" >&2
			exit 2
		}
		as_root=(sudo -n)
	fi
	if [ ${#wanted[@]} -gt 0 ]; then
		say "installing ${#wanted[@]} packages ..."
		quietly 'apt-get update' "${as_root[@]}" apt-get update || exit 2
		mapfile -t wanted < <(installable "${missing[@]}")
		quietly 'apt-get install' "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
			apt-get install -y --no-install-recommends "${wanted[@]}" || exit 2
	fi
	: >"$stamp"
}

# build_in FOLDER 'OPTION...' TARGET...: configure .build/FOLDER if that was not done with these
# options, then build the targets (none: everything). One at a time: builds do not share a folder.
build_in() {
	local folder=$build/$1 options=$2 status=0
	shift 2
	mkdir -p "$folder"
	exec 9>"$folder/lock"
	flock 9
	if [ ! -e "$folder/build.ninja" ] || [ "$(cat "$folder/options" 2>/dev/null)" != "$options" ]; then
		say "configuring $folder"
		# shellcheck disable=SC2086 # options are words
		quietly configuring cmake -S "$root" -B "$folder" -G Ninja $options || return 2
		printf '%s\n' "$options" >"$folder/options"
	fi
	if [ -t 2 ]; then
		ninja -C "$folder" --quiet "$@" >&2 || status=$?
	else
		ninja -C "$folder" "$@" >"$folder/build.log" 2>&1 || status=$?
		[ $status -eq 0 ] || grep -v '^\[[0-9/]*\] ' "$folder/build.log" >&2 || true
	fi
	exec 9>&-
	return $status
}
